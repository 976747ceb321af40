package dev.parley.server.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span as it was sent, so that nothing is lost in translation. Attributes and events are JSON
 * whose values keep their OTLP types: string, boolean, integer, double, array, object, and {@code
 * {"$bytes": base64}} for bytes.
 *
 * @param outline a JSON object: the attributes, where each of the large texts is an empty string
 * @param largeTexts every string of the attributes with {@value LargeText#LENGTH} characters or
 *     more, in order; null where nobody looked for them, or some stand inside of other values: then
 *     all are in {@code outline}
 * @param events a JSON array of {@code {"name","timeUnixNano","attributes"}}
 * @param links a JSON array of {@code {"traceId","spanId","attributes"}}
 * @param traceState the W3C trace state, may be empty
 * @param droppedAttributes number of attributes that the emitter dropped
 */
public record Raw(
    String outline,
    @Nullable List<LargeText> largeTexts,
    String events,
    String links,
    String traceState,
    int droppedAttributes) {
  private static final String ESCAPED = "\"\\\b\t\n\f\r";
  private static final String ESCAPES = "\"\\btnfr";

  /** One whose large texts are not known. */
  public Raw(
      String attributes, String events, String links, String traceState, int droppedAttributes) {
    this(attributes, null, events, links, traceState, droppedAttributes);
  }

  /** All attributes as a JSON object. */
  public String attributes() {
    if (largeTexts == null || largeTexts.isEmpty()) {
      return outline;
    }
    StringBuilder all = new StringBuilder();
    int copied = 0;
    for (LargeText each : largeTexts) {
      all.append(outline, copied, each.at());
      appendJson(each.text(), all);
      copied = each.at() + "\"\"".length();
    }
    return all.append(outline, copied, outline.length()).toString();
  }

  /** The same without its large texts, which are then empty strings. */
  public Raw withoutLargeTexts() {
    return largeTexts == null || largeTexts.isEmpty()
        ? this
        : new Raw(outline, List.of(), events, links, traceState, droppedAttributes);
  }

  /** Appends a text as a JSON string. */
  public static void appendJson(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escape = ESCAPED.indexOf(c);
      if (escape >= 0) {
        json.append('\\').append(ESCAPES.charAt(escape));
      } else if (c < ' ') {
        json.append(String.format("\\u%04X", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
