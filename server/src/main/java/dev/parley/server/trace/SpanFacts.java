package dev.parley.server.trace;

import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Identity;
import dev.parley.server.model.Kind;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import org.jspecify.annotations.Nullable;

/**
 * The little of a span that decides standings within its trace.
 *
 * @param id its 8 bytes as a signed number
 * @param parent its parent's, 0 for a root
 * @param startNanos nanoseconds since the epoch
 * @param durationNanos nanoseconds, 0 also where the emitter gave none
 * @param kind what it did
 * @param otelKind as sent
 * @param scope name of the instrumentation scope
 * @param mark what is known of its usage apart from the trace, or null
 * @param requestModel or null
 * @param responseModel or null
 * @param responseId or null
 * @param usage tokens, or null when none were reported
 * @param hasCost whether it brought a cost along
 * @param hasContent whether it has messages
 * @param toolName or null
 * @param toolCallId or null
 * @param conversationId its own, or null; so are the ids that follow
 */
public record SpanFacts(
    long id,
    long parent,
    long startNanos,
    long durationNanos,
    Kind kind,
    OtelKind otelKind,
    String scope,
    @Nullable Mark mark,
    @Nullable String requestModel,
    @Nullable String responseModel,
    @Nullable String responseId,
    @Nullable Tokens usage,
    boolean hasCost,
    boolean hasContent,
    @Nullable String toolName,
    @Nullable String toolCallId,
    @Nullable String conversationId,
    @Nullable String userId,
    @Nullable String agentId,
    @Nullable String agentName) {

  /**
   * Tokens of a span.
   *
   * @param input all input, -1 when unknown
   * @param output all output, -1 when unknown
   * @param total all, -1 when unknown
   */
  public record Tokens(long input, long output, long total) {
    static @Nullable Tokens of(@Nullable Usage usage) {
      return usage == null ? null : of(usage.inputTotal(), usage.outputTotal(), usage.total());
    }

    /** Null where none of them is known. */
    public static @Nullable Tokens of(
        @Nullable Long input, @Nullable Long output, @Nullable Long total) {
      return input == null && output == null && total == null
          ? null
          : new Tokens(
              input == null ? -1 : input, output == null ? -1 : output, total == null ? -1 : total);
    }
  }

  public static SpanFacts of(Span span) {
    Call call = span.call();
    Identity identity = span.identity();
    String parent = span.parentSpanId();
    return new SpanFacts(
        SpanKey.number(span.key().spanId()),
        parent == null ? 0 : SpanKey.number(parent),
        span.startNanos(),
        span.durationNanos(),
        span.kind(),
        span.otelKind(),
        span.origin().scopeName(),
        Mark.of(span.kind(), call.role()),
        call.requestModel(),
        call.responseModel(),
        call.responseId(),
        Tokens.of(call.usage()),
        call.cost() != null,
        !span.content().isEmpty(),
        span.tool() == null ? null : span.tool().name(),
        span.tool() == null ? null : span.tool().callId(),
        identity.conversationId(),
        identity.userId(),
        identity.agentId(),
        identity.agentName());
  }

  /** The same with another mark. */
  public SpanFacts with(@Nullable Mark newMark) {
    return with(newMark, hasContent);
  }

  /** The same with messages. */
  public SpanFacts withContent() {
    return with(mark, true);
  }

  private SpanFacts with(@Nullable Mark newMark, boolean nowHasContent) {
    return new SpanFacts(
        id,
        parent,
        startNanos,
        durationNanos,
        kind,
        otelKind,
        scope,
        newMark,
        requestModel,
        responseModel,
        responseId,
        usage,
        hasCost,
        nowHasContent,
        toolName,
        toolCallId,
        conversationId,
        userId,
        agentId,
        agentName);
  }

  /** Whether the span may be a call of its own. */
  boolean mayBeCall() {
    return kind.asksModel() && mark != Mark.AGGREGATE && mark != Mark.UNCOUNTED;
  }

  /** Whether it says what was used or what it cost. */
  boolean tellsUsage() {
    return usage != null || hasCost;
  }

  long endNanos() {
    return startNanos + durationNanos;
  }
}
