package dev.parley.examples;

import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleyPropagator;
import dev.parley.sdk.ParleySpanProcessor;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** OpenTelemetry's global for one test: what the static steps of an example record stays here. */
public final class GlobalTelemetry implements AutoCloseable {
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryLogRecordExporter logs = InMemoryLogRecordExporter.create();
  private final OpenTelemetrySdk sdk;
  private final Parley parley;

  public GlobalTelemetry() {
    SpanProcessor context = ParleySpanProcessor.create(ExampleTelemetry.PRICES);
    sdk =
        OpenTelemetrySdk.builder()
            .setPropagators(
                ContextPropagators.create(
                    TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(), ParleyPropagator.create())))
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(context)
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setLoggerProvider(
                SdkLoggerProvider.builder()
                    .addLogRecordProcessor(SimpleLogRecordProcessor.create(logs))
                    .build())
            .build();
    parley = Parley.over(sdk, context);
    GlobalOpenTelemetry.resetForTest();
    GlobalOpenTelemetry.set(sdk);
  }

  /** Knows what the global one counts. */
  public Parley parley() {
    return parley;
  }

  public List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }

  public List<LogRecordData> logs() {
    return logs.getFinishedLogRecordItems();
  }

  /** The only span of this name. */
  public SpanData only(String name) {
    return only(spans(), name);
  }

  /** The only span of this name among those. */
  public static SpanData only(List<SpanData> spans, String name) {
    List<SpanData> named = spans.stream().filter(span -> span.getName().equals(name)).toList();
    if (named.size() != 1) {
      throw new AssertionError("expected one span " + name + ": " + spans);
    }
    return named.get(0);
  }

  /** The attributes of the only span of this name. */
  public Map<String, Object> attributes(String name) {
    return MemoryTelemetry.attributes(only(name));
  }

  /** The text of an event of a span. */
  public static String content(SpanData span, String event, String key) {
    EventData found =
        span.getEvents().stream()
            .filter(candidate -> candidate.getName().equals(event))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no event " + event + ": " + span));
    Map<String, Object> attributes = new TreeMap<>();
    found.getAttributes().forEach((name, value) -> attributes.put(name.getKey(), value));
    return String.valueOf(attributes.get(key));
  }

  @Override
  public void close() {
    GlobalOpenTelemetry.resetForTest();
    sdk.close();
  }
}
