package dev.parley.instrumentation.openai;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.MessageFormat;
import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleySpanProcessor;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;

/** Parley instances that keep what they record in memory. */
final class TestParley {

  private static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o-mini", Price.perMillion("0.15", "0.60"));

  private TestParley() {}

  /** Over an OpenTelemetry of the test's own, with default settings. */
  static Parley over(InMemorySpanExporter spans, InMemoryMetricReader metrics, Sampler sampler) {
    return Parley.over(
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .addSpanProcessor(ParleySpanProcessor.create(PRICES))
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build());
  }

  /** Built by Parley, with messages in both forms. */
  static Parley built(InMemorySpanExporter spans, boolean content) {
    return Parley.builder()
        .serviceName("test")
        .prices(PRICES)
        .captureContent(content)
        .messageFormat(MessageFormat.BOTH)
        .addSpanProcessor(SimpleSpanProcessor.create(spans))
        .spanExporter(SpanExporter.composite())
        .build();
  }
}
