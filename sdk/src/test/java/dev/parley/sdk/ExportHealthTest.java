package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpStatus;
import io.grpc.Status;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportHealthTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static ExportHealth health(Parley parley, String signal) {
    return parley.exportHealth().stream()
        .filter(health -> health.signal().equals(signal))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @DisplayName("IN-09: wrong credentials are one warning that names endpoint and status, no secret")
  @CsvSource({
    "http/protobuf, 401, UNAUTHENTICATED, HTTP 401 (check the credentials)",
    "http/protobuf, 403, PERMISSION_DENIED, HTTP 403 (check the credentials)",
    "grpc, 401, UNAUTHENTICATED, gRPC UNAUTHENTICATED (check the credentials)",
    "grpc, 403, PERMISSION_DENIED, gRPC PERMISSION_DENIED (check the credentials)",
    "http/protobuf, 404, UNIMPLEMENTED, HTTP 404 (check the endpoint and the protocol)",
  })
  void wrongCredentials(String protocol, int http, Status.Code grpc, String reason) {
    try (OtlpReceiver receiver = new OtlpReceiver();
        LogCapture log = new LogCapture()) {
      receiver.answer(HttpStatus.valueOf(http), grpc.toStatus());
      try (Parley parley =
          SpanRecorder.builder(
                  Map.of(
                      "OTEL_EXPORTER_OTLP_PROTOCOL", protocol,
                      "OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Basic%20the-secret",
                      "OTEL_METRICS_EXPORTER", "otlp"))
              .endpoint(receiver.url())
              .build()) {
        for (int i = 0; i < 2; i++) {
          parley.tracer().spanBuilder("a").startSpan().end();
          parley.meter().counterBuilder("c").build().add(1);
          assertThat(parley.flush(MINUTE)).isFalse();
        }

        ExportHealth traces = health(parley, "traces");
        assertThat(traces.lastError()).isEqualTo(reason);
        assertThat(traces.failed()).isEqualTo(2);
        assertThat(traces.exported()).isZero();
        assertThat(traces.healthy()).isFalse();
        assertThat(traces.lastErrorAt()).isNotNull();
        assertThat(log.warnings())
            .singleElement()
            .asString()
            .contains("OTLP at " + receiver.url(), reason);

        receiver.answer(HttpStatus.OK, Status.OK);
        parley.tracer().spanBuilder("a").startSpan().end();
        assertThat(parley.flush(MINUTE)).isTrue();

        assertThat(health(parley, "traces").healthy()).isTrue();
        assertThat(health(parley, "traces").exported()).isEqualTo(1);
        assertThat(log.all()).anyMatch(line -> line.contains("works again"));
      }
      assertThat(log.all()).noneMatch(line -> line.contains("the-secret"));
    }
  }

  @Test
  @DisplayName("IN-09: a receiver that is not there is told, without the password in its URL")
  void nobodyListens() {
    try (LogCapture log = new LogCapture();
        Parley parley =
            SpanRecorder.builder(Map.of("OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true"))
                .endpoint("http://user:password@localhost:1")
                .build()) {
      parley.tracer().spanBuilder("a").startSpan().end();
      assertThat(parley.flush(MINUTE)).isFalse();

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("OTLP at http://localhost:1", "is a receiver listening there?")
          .doesNotContain("password");
    }
  }

  private static final class Failing implements SpanExporter {
    private final Throwable fault;

    Failing(Throwable fault) {
      this.fault = fault;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return fail();
    }

    @Override
    public CompletableResultCode flush() {
      return fail();
    }

    @Override
    public CompletableResultCode shutdown() {
      return fail();
    }

    private CompletableResultCode fail() {
      if (fault instanceof RuntimeException exception) {
        throw exception;
      }
      throw (Error) fault;
    }
  }

  @Test
  @DisplayName("A failure whose causes go round in a circle is told as any other")
  void circularCause() {
    RuntimeException first = new IllegalStateException("first");
    first.initCause(new IllegalArgumentException("second", first));
    try (LogCapture log = new LogCapture()) {
      try (Parley parley =
          SpanRecorder.builder(Map.of())
              .spanExporter(new Failing(first))
              .immediateExport()
              .build()) {
        parley.tracer().spanBuilder("a").startSpan().end();
        assertThat(health(parley, "traces").failed()).isEqualTo(1);
      }
      assertThat(log.warnings()).hasSize(1);
    }
  }

  @ParameterizedTest
  @DisplayName("NFR-01: an exporter of the application's own that throws is told once, no more")
  @ValueSource(booleans = {true, false})
  void throwingExporter(boolean error) {
    Throwable fault = error ? new NoClassDefFoundError("x") : new IllegalStateException("x");
    try (LogCapture log = new LogCapture()) {
      try (Parley parley =
          SpanRecorder.builder(Map.of())
              .spanExporter(new Failing(fault))
              .immediateExport()
              .build()) {
        assertThat(List.of(1, 2, 3))
            .allSatisfy(n -> assertThat(Step.llm("s").on(parley).call(() -> n)).isEqualTo(n));
        assertThat(health(parley, "traces").failed()).isEqualTo(3);
      }
      assertThat(log.warnings()).singleElement().asString().contains(Failing.class.getName());
    }
  }
}
