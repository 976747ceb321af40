package dev.parley.server.wire;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * A span as sent.
 *
 * @param traceId usually 16 bytes
 * @param spanId usually 8 bytes
 * @param traceState the W3C trace state, may be empty
 * @param parentSpanId empty for a root
 * @param name may be empty
 * @param kind OTLP's number
 * @param startNanos start, nanoseconds since the epoch; 0 when not sent, negative after 2262
 * @param endNanos end, likewise
 * @param attributes in order, a key may come twice
 * @param droppedAttributes how many the emitter dropped
 * @param events in order
 * @param links in order
 * @param statusCode OTLP's number
 * @param statusMessage may be empty
 */
public record WireSpan(
    ByteString traceId,
    ByteString spanId,
    String traceState,
    ByteString parentSpanId,
    String name,
    int kind,
    long startNanos,
    long endNanos,
    List<Attribute> attributes,
    int droppedAttributes,
    List<Event> events,
    List<Link> links,
    int statusCode,
    String statusMessage) {

  /** {@link #statusCode} of a span whose end nobody judged. */
  public static final int UNSET = 0;

  /** {@link #statusCode} of a failed span. */
  public static final int ERROR = 2;

  /**
   * Something that happened within a span.
   *
   * @param timeNanos nanoseconds since the epoch
   * @param name may be empty
   * @param attributes in order
   */
  public record Event(long timeNanos, String name, List<Attribute> attributes) {}

  /**
   * Another span that this one has to do with.
   *
   * @param traceId usually 16 bytes
   * @param spanId usually 8 bytes
   * @param attributes in order
   */
  public record Link(ByteString traceId, ByteString spanId, List<Attribute> attributes) {}
}
