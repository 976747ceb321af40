package dev.parley.server.dialect;

import dev.parley.server.model.LogRecord;
import dev.parley.server.model.Origin;
import org.jspecify.annotations.Nullable;

/** Maps one OTLP log record; it is kept as sent. */
final class LogMapper {
  private LogMapper() {}

  /** Null when the record has no usable time; the reason is then in {@code rejections}. */
  static @Nullable LogRecord map(
      Origin origin, io.opentelemetry.proto.logs.v1.LogRecord log, Rejections rejections) {
    long observed = Math.max(0, log.getObservedTimeUnixNano());
    long time = log.getTimeUnixNano() == 0 ? observed : log.getTimeUnixNano();
    if (time <= 0) {
      rejections.add(
          "log record's time: missing or after the year 2262 (expected: nanoseconds since 1970)");
      return null;
    }
    String event = log.getEventName();
    if (event.isEmpty()) {
      // Where emitters put the name before the protocol had a field for it.
      event = new Attributes(log.getAttributesList()).text("event.name");
    }
    return new LogRecord(
        origin,
        Ids.hex(log.getTraceId(), 16),
        Ids.hex(log.getSpanId(), 8),
        time,
        observed,
        log.getSeverityNumberValue(),
        event,
        RawJson.value(log.getBody()),
        RawJson.object(log.getAttributesList()));
  }
}
