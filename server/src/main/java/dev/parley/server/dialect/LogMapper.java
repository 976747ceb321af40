package dev.parley.server.dialect;

import dev.parley.server.model.LogRecord;
import dev.parley.server.model.Origin;
import org.jspecify.annotations.Nullable;

/** Maps one OTLP log record; it is kept as sent. */
final class LogMapper {
  private LogMapper() {}

  /** Null when the record has no usable time; the reason is then in {@code rejections}. */
  static @Nullable LogEvent event(
      Origin origin, io.opentelemetry.proto.logs.v1.LogRecord log, Rejections rejections) {
    long observed = Math.max(0, log.getObservedTimeUnixNano());
    long time = log.getTimeUnixNano() == 0 ? observed : log.getTimeUnixNano();
    if (time <= 0) {
      rejections.add(
          "log record's time: missing or after the year 2262 (expected: nanoseconds since 1970)");
      return null;
    }
    return LogEvent.of(origin.scopeName(), log, time);
  }

  static LogRecord map(Origin origin, LogEvent event) {
    io.opentelemetry.proto.logs.v1.LogRecord log = event.sent();
    return new LogRecord(
        origin,
        event.traceId(),
        event.spanId(),
        event.timeNanos(),
        Math.max(0, log.getObservedTimeUnixNano()),
        log.getSeverityNumberValue(),
        event.nameOrNull(),
        RawJson.value(log.getBody()),
        RawJson.object(log.getAttributesList()));
  }
}
