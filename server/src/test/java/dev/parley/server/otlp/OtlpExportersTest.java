package dev.parley.server.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.Span;
import dev.parley.server.model.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenTelemetry's own exporters against the services, on both ports. */
class OtlpExportersTest {
  private final OtlpServer server = new OtlpServer();

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest(name = "{0}, {1}, port {2}")
  @CsvSource({
    "grpc,none,0", "grpc,gzip,0", "grpc,none,1", "grpc,gzip,1",
    "http,none,0", "http,gzip,0", "http,none,1", "http,gzip,1"
  })
  @DisplayName("Spans arrive by gRPC and HTTP, plain and gzip, on each port")
  void spans(String protocol, String compression, int port) {
    SpanExporter exporter =
        protocol.equals("grpc")
            ? OtlpGrpcSpanExporter.builder()
                .setEndpoint(server.address(port))
                .setCompression(compression)
                .build()
            : OtlpHttpSpanExporter.builder()
                .setEndpoint(server.address(port) + "/v1/traces")
                .setCompression(compression)
                .build();
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.builder()
                    .put("service.name", "shop")
                    .put("deployment.environment.name", "production")
                    .build())
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build()) {
      var tracer = provider.get("test.scope", "1.2");
      var root = tracer.spanBuilder("GET /ask").setSpanKind(SpanKind.SERVER).startSpan();
      try (var scope = root.makeCurrent()) {
        var call =
            tracer
                .spanBuilder("chat gpt-4o")
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", "chat")
                .setAttribute("gen_ai.request.model", "gpt-4o")
                .setAttribute("gen_ai.usage.input_tokens", 12L)
                .setAttribute("gen_ai.usage.output_tokens", 5L)
                .startSpan();
        call.setStatus(StatusCode.ERROR, "too many requests");
        call.end();
      }
      root.end();
      assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    assertThat(server.ingest.spans()).hasSize(2);
    Span call =
        server.ingest.spans().stream()
            .filter(span -> span.kind() == Kind.MODEL_CALL)
            .findFirst()
            .orElseThrow();
    assertThat(call.origin().service()).isEqualTo("shop");
    assertThat(call.origin().environment()).isEqualTo("production");
    assertThat(call.origin().scopeName()).isEqualTo("test.scope");
    assertThat(call.origin().scopeVersion()).isEqualTo("1.2");
    assertThat(call.otelKind()).isEqualTo(OtelKind.CLIENT);
    assertThat(call.status()).isEqualTo(Status.ERROR);
    assertThat(call.failure().message()).isEqualTo("too many requests");
    assertThat(call.dialect()).isEqualTo(Dialect.SEMCONV);
    assertThat(call.call().usage().total()).isEqualTo(17);
    assertThat(call.parentSpanId()).isNotNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"grpc", "http"})
  @DisplayName("Log records arrive with their event, body and span")
  void logs(String protocol) {
    LogRecordExporter exporter =
        protocol.equals("grpc")
            ? OtlpGrpcLogRecordExporter.builder().setEndpoint(server.address(1)).build()
            : OtlpHttpLogRecordExporter.builder()
                .setEndpoint(server.address(1) + "/v1/logs")
                .build();
    try (SdkLoggerProvider provider =
        SdkLoggerProvider.builder()
            .addLogRecordProcessor(SimpleLogRecordProcessor.create(exporter))
            .build()) {
      provider
          .get("logs")
          .logRecordBuilder()
          .setEventName("gen_ai.choice")
          .setBody("said")
          .setAttribute(AttributeKey.longKey("index"), 1L)
          .emit();
      assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
    assertThat(server.ingest.logs())
        .singleElement()
        .satisfies(
            log -> {
              assertThat(log.eventName()).isEqualTo("gen_ai.choice");
              assertThat(log.body()).isEqualTo("\"said\"");
              assertThat(log.attributes()).isEqualTo("{\"index\":1}");
              assertThat(log.traceId()).isNull();
            });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"grpc", "http"})
  @DisplayName("Metrics arrive: a counter's number and a histogram's whole point")
  void metrics(String protocol) {
    MetricExporter exporter =
        protocol.equals("grpc")
            ? OtlpGrpcMetricExporter.builder().setEndpoint(server.address(0)).build()
            : OtlpHttpMetricExporter.builder()
                .setEndpoint(server.address(0) + "/v1/metrics")
                .build();
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder()
            .registerMetricReader(PeriodicMetricReader.builder(exporter).build())
            .build()) {
      var meter = provider.get("meter");
      meter.counterBuilder("calls").setUnit("{call}").build().add(3);
      meter.histogramBuilder("seconds").build().record(0.5);
      assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
    assertThat(server.ingest.points())
        .filteredOn(point -> point.name().equals("calls"))
        .first()
        .satisfies(
            point -> {
              assertThat(point.type()).isEqualTo(MetricPoint.Type.SUM);
              assertThat(point.monotonic()).isTrue();
              assertThat(point.delta()).isFalse();
              assertThat(point.value()).isEqualTo(3.0);
              assertThat(point.unit()).isEqualTo("{call}");
            });
    assertThat(server.ingest.points())
        .filteredOn(point -> point.name().equals("seconds"))
        .first()
        .satisfies(
            point -> {
              assertThat(point.type()).isEqualTo(MetricPoint.Type.HISTOGRAM);
              assertThat(point.value()).isNull();
              assertThat(point.data()).contains("\"count\":\"1\"").contains("\"sum\":0.5");
            });
  }
}
