package dev.parley.server.model;

import java.util.HexFormat;

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

  /**
   * The span whose id has these bytes, read as one number.
   *
   * @throws IllegalArgumentException if the id is zero or {@code traceId} is none
   */
  public static SpanKey of(String traceId, long spanNumber) {
    return new SpanKey(traceId, spanId(spanNumber));
  }

  /** 16 lower-case hexadecimal digits. */
  public static String spanId(long number) {
    return HexFormat.of().toHexDigits(number);
  }

  /** The 8 bytes of a span's id as one number, which may be negative. */
  public static long number(String spanId) {
    return Long.parseUnsignedLong(spanId, 16);
  }
}
