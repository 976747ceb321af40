package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * The canonical span: one record for every dialect.
 *
 * @param key identity
 * @param parentSpanId 16 lower-case hexadecimal digits, or null for a root
 * @param origin service, environment, resource and scope
 * @param dialect who emitted it
 * @param name as sent
 * @param otelKind as sent
 * @param kind what it did
 * @param operation {@code gen_ai.operation.name} as sent, or null
 * @param startNanos start, nanoseconds since the epoch
 * @param durationNanos duration in nanoseconds, never negative (clock skew is clamped to 0)
 * @param status as sent
 * @param failure set if and only if the span failed
 * @param identity conversation, turn, user, workflow, agent, category
 * @param call the model side; {@link Call#NONE} when there is none
 * @param tool the tool that it ran, or null
 * @param content what was said
 * @param raw everything as sent
 */
public record Span(
    SpanKey key,
    @Nullable String parentSpanId,
    Origin origin,
    Dialect dialect,
    String name,
    OtelKind otelKind,
    Kind kind,
    @Nullable String operation,
    long startNanos,
    long durationNanos,
    Status status,
    @Nullable Failure failure,
    Identity identity,
    Call call,
    @Nullable Tool tool,
    Content content,
    Raw raw) {

  public Span {
    if (durationNanos < 0) {
      throw new IllegalArgumentException("durationNanos: " + durationNanos + " (expected: >= 0)");
    }
    if (parentSpanId != null) {
      Hex.requireId(parentSpanId, 16, "parentSpanId");
    }
  }

  /** The same with something else as sent. */
  public Span with(Raw newRaw) {
    return new Span(
        key,
        parentSpanId,
        origin,
        dialect,
        name,
        otelKind,
        kind,
        operation,
        startNanos,
        durationNanos,
        status,
        failure,
        identity,
        call,
        tool,
        content,
        newRaw);
  }
}
