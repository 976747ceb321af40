package dev.parley.server.otlp;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.server.otlp.Refusal.Reason;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices one signal's data at another's endpoint, a common slip in a Collector's configuration. In
 * protobuf the three requests look alike from outside; their records differ in the wire types of
 * field 1 (a span's id and a metric's name have a length, a log's time is a fixed number) and field
 * 7 (a span's start is a fixed number, a metric's sum has a length).
 */
final class Hints {
  private Hints() {}

  /**
   * @throws Refusal if the JSON key is another signal's
   */
  static void checkKey(Signal signal, String key) {
    for (Signal other : Signal.values()) {
      if (other != signal && other.jsonKey.equals(key)) {
        throw misplaced(signal, other);
      }
    }
  }

  /**
   * @throws Refusal if the first record is clearly another signal's
   */
  static void check(Signal signal, Message request) {
    Signal other = suspect(signal, request);
    if (other != null) {
      throw misplaced(signal, other);
    }
  }

  /**
   * @throws Refusal if bytes that are no request of this signal are one of another
   */
  static void checkUnreadable(Signal signal, byte[] body) {
    for (Signal other : Signal.values()) {
      if (other != signal && isRequest(other, body)) {
        throw misplaced(signal, other);
      }
    }
  }

  /** Whether bytes are a request of this signal with anything in it. */
  static boolean isRequest(Signal signal, byte[] body) {
    try {
      Message request = signal.parse(body);
      return suspect(signal, request) == null && signal.translate(request).batch().size() > 0;
    } catch (IOException notThisOne) {
      return false;
    }
  }

  private static Refusal misplaced(Signal signal, Signal other) {
    return new Refusal(
        Reason.MALFORMED,
        "this is a body for " + other.path + ", sent to " + signal.path + "; check the endpoint");
  }

  private static @Nullable Signal suspect(Signal signal, Message request) {
    return switch (signal) {
      case TRACES -> firstSpan((ExportTraceServiceRequest) request).map(Hints::ofSpan).orElse(null);
      case LOGS -> firstLog((ExportLogsServiceRequest) request).map(Hints::ofLog).orElse(null);
      case METRICS ->
          firstMetric((ExportMetricsServiceRequest) request).map(Hints::ofMetric).orElse(null);
    };
  }

  private static @Nullable Signal ofSpan(Span span) {
    if (hasFixed(span.getUnknownFields(), 1)) {
      return Signal.LOGS;
    }
    return hasLength(span.getUnknownFields(), 7) ? Signal.METRICS : null;
  }

  private static @Nullable Signal ofLog(LogRecord log) {
    if (!hasLength(log.getUnknownFields(), 1)) {
      return null;
    }
    return hasFixed(log.getUnknownFields(), 7) ? Signal.TRACES : Signal.METRICS;
  }

  private static @Nullable Signal ofMetric(Metric metric) {
    if (hasFixed(metric.getUnknownFields(), 1)) {
      return Signal.LOGS;
    }
    return hasFixed(metric.getUnknownFields(), 7) ? Signal.TRACES : null;
  }

  private static boolean hasFixed(UnknownFieldSet fields, int number) {
    return !fields.getField(number).getFixed64List().isEmpty();
  }

  private static boolean hasLength(UnknownFieldSet fields, int number) {
    return !fields.getField(number).getLengthDelimitedList().isEmpty();
  }

  private static Optional<Span> firstSpan(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .findFirst();
  }

  private static Optional<LogRecord> firstLog(ExportLogsServiceRequest request) {
    return request.getResourceLogsList().stream()
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .findFirst();
  }

  private static Optional<Metric> firstMetric(ExportMetricsServiceRequest request) {
    return request.getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .findFirst();
  }
}
