package dev.parley.examples.doors;

import dev.parley.sdk.Conversation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Map;

/**
 * The third door: an OpenTelemetry that sets itself up by {@code OTEL_*}. That Parley is on the
 * class path is all it takes.
 */
public final class ZeroLines {

  private ZeroLines() {}

  /** Makes a span by plain OpenTelemetry in a conversation. */
  public static void main(String[] arguments) {
    work(new PrintingExporter());
  }

  static void work(SpanExporter exporter) {
    try (OpenTelemetrySdk openTelemetry = autoconfigured(exporter)) {
      Conversation.of("session_123")
          .run(
              () -> {
                Span call =
                    openTelemetry.getTracer("some-library").spanBuilder("chat gpt-4o").startSpan();
                call.setAttribute("gen_ai.request.model", "gpt-4o");
                call.setAttribute("gen_ai.usage.input_tokens", 1_000);
                call.setAttribute("gen_ai.usage.output_tokens", 500);
                call.end();
              });
    }
  }

  /** As the application has it already; here with settings that need no environment. */
  private static OpenTelemetrySdk autoconfigured(SpanExporter exporter) {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(
            () ->
                Map.of(
                    "otel.service.name", "zero-lines",
                    "parley.prices", "gpt-4o=2.50/10.00",
                    "otel.traces.exporter", "none",
                    "otel.metrics.exporter", "none",
                    "otel.logs.exporter", "none"))
        .addTracerProviderCustomizer(
            (provider, config) -> provider.addSpanProcessor(SimpleSpanProcessor.create(exporter)))
        .build()
        .getOpenTelemetrySdk();
  }
}
