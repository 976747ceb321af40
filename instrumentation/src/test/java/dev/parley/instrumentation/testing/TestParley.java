package dev.parley.instrumentation.testing;

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
public final class TestParley {

  /** Dollars for a million tokens, of at least one model of each provider. */
  public static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o-mini", Price.perMillion("0.15", "0.60"))
          .with("gpt-4.1", Price.perMillion("2.00", "8.00").withCacheRead("0.50"))
          .with(
              "claude-sonnet-4-5",
              Price.perMillion("3.00", "15.00").withCacheRead("0.30").withCacheWrite("3.75"))
          .with(
              "claude-3-5-sonnet-20240620",
              Price.perMillion("3.00", "15.00").withCacheRead("0.30").withCacheWrite("3.75"))
          .with("anthropic.claude-3-5-sonnet-20240620-v1:0", Price.perMillion("3.00", "15.00"))
          .with("amazon.nova-lite-v1:0", Price.perMillion("0.06", "0.24"))
          .with("meta.llama3-8b-instruct-v1:0", Price.perMillion("0.30", "0.60"))
          .with("gemini-2.0-flash-lite", Price.perMillion("0.075", "0.30"))
          .with("gemini-2.5-flash", Price.perMillion("0.30", "2.50").withCacheRead("0.03"));

  private TestParley() {}

  /** Over an OpenTelemetry of the test's own, with default settings. */
  public static Parley over(
      InMemorySpanExporter spans, InMemoryMetricReader metrics, Sampler sampler) {
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
  public static Parley built(InMemorySpanExporter spans, boolean content) {
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
