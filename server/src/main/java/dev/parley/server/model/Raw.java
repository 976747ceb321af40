package dev.parley.server.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span as it was sent, so that nothing is lost in translation. Attributes and events are JSON
 * whose values keep their OTLP types: string, boolean, integer, double, array, object, and {@code
 * {"$bytes": base64}} for bytes.
 *
 * @param attributes a JSON object
 * @param largeTexts every string in {@code attributes} with {@value LargeText#LENGTH} characters or
 *     more, in order; null where nobody looked for them, or some stand inside of other values
 * @param events a JSON array of {@code {"name","timeUnixNano","attributes"}}
 * @param links a JSON array of {@code {"traceId","spanId","attributes"}}
 * @param traceState the W3C trace state, may be empty
 * @param droppedAttributes number of attributes that the emitter dropped
 */
public record Raw(
    String attributes,
    @Nullable List<LargeText> largeTexts,
    String events,
    String links,
    String traceState,
    int droppedAttributes) {

  /** One whose large texts are not known. */
  public Raw(
      String attributes, String events, String links, String traceState, int droppedAttributes) {
    this(attributes, null, events, links, traceState, droppedAttributes);
  }
}
