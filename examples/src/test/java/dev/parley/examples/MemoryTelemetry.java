package dev.parley.examples;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleySpanProcessor;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A Parley instance whose spans stay in memory. */
public final class MemoryTelemetry implements AutoCloseable {

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(
                      ParleySpanProcessor.create(
                          PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"))))
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .build();

  public Parley parley() {
    return Parley.over(sdk);
  }

  public List<SpanData> spans() {
    return exporter.getFinishedSpanItems();
  }

  public List<SpanData> named(String prefix) {
    return spans().stream().filter(span -> span.getName().startsWith(prefix)).toList();
  }

  public SpanData parentOf(SpanData child) {
    return spans().stream()
        .filter(span -> span.getSpanId().equals(child.getParentSpanId()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no parent of " + child.getName()));
  }

  public static Map<String, Object> attributes(SpanData span) {
    return attributes(span.getAttributes());
  }

  public static Map<String, Object> attributes(Attributes attributes) {
    Map<String, Object> map = new TreeMap<>();
    attributes.forEach((key, value) -> map.put(key.getKey(), value));
    return map;
  }

  @Override
  public void close() {
    sdk.close();
  }
}
