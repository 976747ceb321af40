package dev.parley.server.model;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

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

  /**
   * The 8 bytes of a span's id as one number, which may be negative.
   *
   * @throws NumberFormatException if it is none
   */
  public static long number(String spanId) {
    return Hex.number(spanId, 0, spanId.length());
  }

  // By hand, because a record's own are chains of method handles, and each span is looked up often.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SpanKey key && spanId.equals(key.spanId) && traceId.equals(key.traceId);
  }

  @Override
  public int hashCode() {
    return 31 * traceId.hashCode() + spanId.hashCode();
  }
}
