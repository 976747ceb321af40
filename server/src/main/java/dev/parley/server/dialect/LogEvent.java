package dev.parley.server.dialect;

import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Generated;
import dev.parley.server.wire.Value;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A log record that may be an event.
 *
 * @param scope the instrumentation scope's name, empty when none
 * @param name the event's name, empty when it has none
 * @param timeNanos when it happened, nanoseconds since the epoch
 * @param attributes the record's
 * @param list the same as sent, where a key may come twice
 * @param body the record's
 * @param sent the record
 */
record LogEvent(
    String scope,
    String name,
    long timeNanos,
    Attributes attributes,
    List<Attribute> list,
    Value body,
    LogRecord sent) {

  /** What tracing libraries call an event that was given no name: the place in their source. */
  private static final Pattern SOURCE_PLACE = Pattern.compile("event \\S+:\\d+");

  /** Older emitters have the name as the body alone. */
  private static final List<String> NAMED_IN_BODY =
      List.of("gen_ai.", "claude_code.", "codex.", "gemini_cli.");

  static LogEvent of(String scope, LogRecord log, long timeNanos) {
    List<Attribute> list = Generated.attributes(log.getAttributesList());
    Attributes attributes = new Attributes(list);
    Value body = Generated.value(log.getBody());
    String name = name(log.getEventName(), attributes, body);
    return new LogEvent(scope, name, timeNanos, attributes, list, body, log);
  }

  private static String name(String field, Attributes attributes, Value body) {
    if (!field.isEmpty() && !SOURCE_PLACE.matcher(field).matches()) {
      return field;
    }
    String attribute = attributes.text("event.name");
    if (attribute != null) {
      return attribute;
    }
    if (body.isText() && body.text().length() < 100) {
      String text = body.text();
      for (String prefix : NAMED_IN_BODY) {
        if (text.startsWith(prefix) && text.indexOf(' ') < 0) {
          return text;
        }
      }
    }
    return field;
  }

  @Nullable String nameOrNull() {
    return name.isEmpty() ? null : name;
  }

  /** The trace that the record was written in, or null. */
  @Nullable String traceId() {
    return Ids.hex(sent.getTraceId(), 16);
  }

  /** The span that the record was written in, or null. */
  @Nullable String spanId() {
    return Ids.hex(sent.getSpanId(), 8);
  }
}
