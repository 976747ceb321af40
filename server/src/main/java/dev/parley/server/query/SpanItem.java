package dev.parley.server.query;

import dev.parley.server.model.Kind;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Status;
import dev.parley.server.model.UsageRole;
import dev.parley.server.store.StoredSpan;
import dev.parley.server.trace.Source;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A span as lists show it.
 *
 * @param category its own, else that of the nearest span around it that names one
 * @param tokens null where none were reported
 * @param cost of a call; null for every other span, so that no cost is shown twice
 * @param turn the number that the span carries, or null
 * @param counted whether the figures count it as a call
 * @param seenBy how many spans tell of the same call or the same run of a tool; 1 for a duplicate
 * @param duplicateOf the span of its trace that counts for it, or null
 * @param conversationSource where its conversation was found; null without one
 * @param userSource where its user was found; null without one
 */
public record SpanItem(
    String traceId,
    String spanId,
    String name,
    String service,
    @Nullable String environment,
    Kind kind,
    String spanKind,
    @Nullable String category,
    Instant start,
    double durationMs,
    Status status,
    @Nullable FailureView failure,
    @Nullable String provider,
    @Nullable String model,
    @Nullable Tokens tokens,
    @Nullable Money cost,
    @Nullable CostSource costSource,
    UsageRole role,
    @Nullable String conversationId,
    @Nullable Integer turn,
    @Nullable String user,
    @Nullable String agent,
    @Nullable String tool,
    @Nullable Double timeToFirstTokenMs,
    boolean counted,
    int seenBy,
    @Nullable String duplicateOf,
    @Nullable Source conversationSource,
    @Nullable Source userSource) {

  /** Why a span failed. */
  public record FailureView(String type, @Nullable String message) {
    static @Nullable FailureView of(StoredSpan span) {
      return span.failure() == null
          ? null
          : new FailureView(span.failure().type(), span.failure().message());
    }
  }

  static SpanItem of(StoredSpan span, @Nullable String category, Pricer pricer) {
    PricedGroup priced = span.isCall() ? pricer.price(span) : null;
    Long firstToken = span.call().timeToFirstTokenNanos();
    return new SpanItem(
        span.key().traceId(),
        span.key().spanId(),
        span.name(),
        span.service(),
        span.environment(),
        span.kind(),
        span.spanKind(),
        category,
        Times.instant(span.startNanos()),
        Times.millis(span.durationNanos()),
        span.failed() ? Status.ERROR : span.status(),
        FailureView.of(span),
        span.call().provider(),
        span.model(),
        Tokens.of(span.call().usage()),
        priced == null ? null : Money.usd(priced.total()),
        priced == null ? null : priced.source(),
        span.call().role(),
        span.identity().conversationId(),
        span.identity().turn(),
        span.identity().userId(),
        span.identity().agentName() != null
            ? span.identity().agentName()
            : span.identity().agentId(),
        span.tool() == null ? null : span.tool().name(),
        firstToken == null ? null : Times.millis(firstToken),
        span.standing().counted(),
        span.standing().seenBy(),
        span.standing().duplicateOf() == 0 ? null : SpanKey.spanId(span.standing().duplicateOf()),
        span.standing().conversationSource(),
        span.standing().userSource());
  }
}
