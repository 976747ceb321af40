package dev.parley.server.dialect;

import dev.parley.server.model.LogRecord;
import dev.parley.server.model.Origin;
import dev.parley.server.model.Told;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps one OTLP log record; it is kept as sent. */
final class LogMapper {
  private static final Logger log = LoggerFactory.getLogger(LogMapper.class);

  private LogMapper() {}

  /** Null when the record has no usable time; the reason is then in {@code rejections}. */
  static @Nullable LogEvent event(
      Origin origin, io.opentelemetry.proto.logs.v1.LogRecord sent, Rejections rejections) {
    long observed = Math.max(0, sent.getObservedTimeUnixNano());
    long time = sent.getTimeUnixNano() == 0 ? observed : sent.getTimeUnixNano();
    if (time <= 0) {
      rejections.add(
          "log record's time: missing or after the year 2262 (expected: nanoseconds since 1970)");
      return null;
    }
    return LogEvent.of(origin.scopeName(), sent, time);
  }

  static LogRecord map(Origin origin, LogEvent event) {
    io.opentelemetry.proto.logs.v1.LogRecord sent = event.sent();
    return new LogRecord(
        origin,
        event.traceId(),
        event.spanId(),
        event.timeNanos(),
        Math.max(0, sent.getObservedTimeUnixNano()),
        sent.getSeverityNumberValue(),
        event.nameOrNull(),
        RawJson.value(event.body()),
        RawJson.object(event.list()),
        told(origin, event));
  }

  private static @Nullable Told told(Origin origin, LogEvent event) {
    try {
      return ToldContent.read(event);
    } catch (RuntimeException e) {
      // Whatever an emitter invents that we stumble over: the record is stored, if not understood.
      log.warn("An event of scope {} was not understood", origin.scopeName(), e);
      return null;
    }
  }
}
