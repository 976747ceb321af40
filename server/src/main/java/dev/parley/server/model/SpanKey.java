package dev.parley.server.model;

/**
 * The identity of a span within a project: a retry that carries the same two ids is the same span.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 */
public record SpanKey(String traceId, String spanId) {
  public SpanKey {
    Hex.requireId(traceId, 32, "traceId");
    Hex.requireId(spanId, 16, "spanId");
  }
}
