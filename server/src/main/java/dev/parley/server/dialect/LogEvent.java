package dev.parley.server.dialect;

import io.opentelemetry.proto.common.v1.AnyValue;
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
 * @param sent the record
 */
record LogEvent(String scope, String name, long timeNanos, Attributes attributes, LogRecord sent) {

  /** What tracing libraries call an event that was given no name: the place in their source. */
  private static final Pattern SOURCE_PLACE = Pattern.compile("event \\S+:\\d+");

  /** Older emitters have the name as the body alone. */
  private static final List<String> NAMED_IN_BODY =
      List.of("gen_ai.", "claude_code.", "codex.", "gemini_cli.");

  static LogEvent of(String scope, LogRecord log, long timeNanos) {
    Attributes attributes = new Attributes(log.getAttributesList());
    return new LogEvent(scope, name(log, attributes), timeNanos, attributes, log);
  }

  private static String name(LogRecord log, Attributes attributes) {
    String field = log.getEventName();
    if (!field.isEmpty() && !SOURCE_PLACE.matcher(field).matches()) {
      return field;
    }
    String attribute = attributes.text("event.name");
    if (attribute != null) {
      return attribute;
    }
    AnyValue body = log.getBody();
    if (body.hasStringValue() && body.getStringValue().length() < 100) {
      String text = body.getStringValue();
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
