package dev.parley.sdk;

import dev.parley.sdk.internal.Settings;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporterBuilder;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporterBuilder;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * OTLP exporters for the three signals, to one endpoint. One that cannot be built (an endpoint that
 * is no URL) is logged and left out.
 *
 * @param endpoint without the signal's path
 * @param endpointByCode whether the code gave it, then it wins over the settings of single signals
 */
record OtlpExporters(
    Protocol protocol,
    String endpoint,
    boolean endpointByCode,
    Map<String, String> headers,
    Settings settings) {

  @Nullable SpanExporter spans() {
    return build(
        "traces",
        () -> {
          if (protocol == Protocol.GRPC) {
            OtlpGrpcSpanExporterBuilder grpc =
                OtlpGrpcSpanExporter.builder().setEndpoint(endpoint("traces"));
            headers.forEach(grpc::addHeader);
            return grpc.build();
          }
          OtlpHttpSpanExporterBuilder http =
              OtlpHttpSpanExporter.builder().setEndpoint(endpoint("traces"));
          headers.forEach(http::addHeader);
          return http.build();
        });
  }

  @Nullable MetricExporter metrics() {
    return build(
        "metrics",
        () -> {
          if (protocol == Protocol.GRPC) {
            OtlpGrpcMetricExporterBuilder grpc =
                OtlpGrpcMetricExporter.builder().setEndpoint(endpoint("metrics"));
            headers.forEach(grpc::addHeader);
            return grpc.build();
          }
          OtlpHttpMetricExporterBuilder http =
              OtlpHttpMetricExporter.builder().setEndpoint(endpoint("metrics"));
          headers.forEach(http::addHeader);
          return http.build();
        });
  }

  @Nullable LogRecordExporter logs() {
    return build(
        "logs",
        () -> {
          if (protocol == Protocol.GRPC) {
            OtlpGrpcLogRecordExporterBuilder grpc =
                OtlpGrpcLogRecordExporter.builder().setEndpoint(endpoint("logs"));
            headers.forEach(grpc::addHeader);
            return grpc.build();
          }
          OtlpHttpLogRecordExporterBuilder http =
              OtlpHttpLogRecordExporter.builder().setEndpoint(endpoint("logs"));
          headers.forEach(http::addHeader);
          return http.build();
        });
  }

  /** A signal's own endpoint is used as it stands, the common one gets HTTP's path. */
  private String endpoint(String signal) {
    String own =
        endpointByCode ? null : settings.text("otel.exporter.otlp." + signal + ".endpoint");
    if (own != null) {
      return own;
    }
    if (protocol == Protocol.GRPC) {
      return endpoint;
    }
    return (endpoint.endsWith("/") ? endpoint : endpoint + '/') + "v1/" + signal;
  }

  private <T> @Nullable T build(String signal, Supplier<T> exporter) {
    if ("none".equalsIgnoreCase(settings.text("otel." + signal + ".exporter"))) {
      return null;
    }
    try {
      return exporter.get();
    } catch (RuntimeException e) {
      Settings.warn(signal + " are not exported to " + endpoint(signal) + ": " + e.getMessage());
      return null;
    }
  }
}
