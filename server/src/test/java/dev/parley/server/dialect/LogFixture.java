package dev.parley.server.dialect;

import com.google.protobuf.ByteString;
import dev.parley.server.model.Span;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Writes a log record the way an emitter would and maps it. */
final class LogFixture {
  private final LogRecord.Builder log =
      LogRecord.newBuilder().setTimeUnixNano(TimeUnit.SECONDS.toNanos(100));
  private String scope = "";

  static LogFixture log(Object... attributes) {
    LogFixture fixture = new LogFixture();
    fixture.log.addAllAttributes(Fixture.attributes(attributes));
    return fixture;
  }

  LogFixture scope(String name) {
    scope = name;
    return this;
  }

  LogFixture name(String name) {
    log.setEventName(name);
    return this;
  }

  LogFixture at(long nanos) {
    log.setTimeUnixNano(nanos);
    return this;
  }

  LogFixture body(Object value) {
    log.setBody(Fixture.value(value));
    return this;
  }

  LogFixture bodyOf(AnyValue value) {
    log.setBody(value);
    return this;
  }

  LogFixture in(String traceId, String spanId) {
    log.setTraceId(ByteString.fromHex(traceId)).setSpanId(ByteString.fromHex(spanId));
    return this;
  }

  ExportLogsServiceRequest request() {
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .addScopeLogs(
                    ScopeLogs.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName(scope))
                        .addLogRecords(log)))
        .build();
  }

  dev.parley.server.model.LogRecord map() {
    return Translator.logs(request()).batch().logs().get(0);
  }

  List<Span> spans() {
    return Translator.logs(request()).batch().spans();
  }

  /** The one span that the record stands for. */
  Span span() {
    List<Span> spans = spans();
    if (spans.size() != 1) {
      throw new AssertionError("spans: " + spans.size() + " (expected: 1)");
    }
    return spans.get(0);
  }
}
