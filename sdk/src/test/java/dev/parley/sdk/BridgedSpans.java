package dev.parley.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Providers with the bridge between them, as an application that has its own sets them up. */
final class BridgedSpans implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final ParleyLogProcessor bridge;
  private final SdkTracerProvider tracers;
  private final SdkLoggerProvider loggers;

  BridgedSpans(Consumer<ParleyLogProcessor.Builder> setUp, boolean wired) {
    ParleyLogProcessor.Builder builder = ParleyLogProcessor.builder();
    setUp.accept(builder);
    bridge = builder.build();
    SdkTracerProviderBuilder provider = SdkTracerProvider.builder();
    if (wired) {
      provider.addSpanProcessor(bridge.spanProcessor());
    }
    tracers = provider.addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
    loggers = SdkLoggerProvider.builder().addLogRecordProcessor(bridge).build();
  }

  BridgedSpans() {
    this(builder -> {}, true);
  }

  ParleyLogProcessor bridge() {
    return bridge;
  }

  Span start(String name) {
    return tracers.get("some-instrumentation").spanBuilder(name).setNoParent().startSpan();
  }

  Logger logger() {
    return loggers.get("some-instrumentation");
  }

  /** Emits as an instrumentation does while its span is current; null for what is current now. */
  void emit(@Nullable Span span, String event, @Nullable Value<?> body) {
    LogRecordBuilder record = logger().logRecordBuilder().setEventName(event);
    if (span != null) {
      record.setContext(Context.root().with(span));
    }
    if (body != null) {
      record.setBody(body);
    }
    record.emit();
  }

  static Value<?> text(String content) {
    return map("content", content);
  }

  /** A map of what alternates: names, and texts, numbers or values. */
  static Value<?> map(Object... namesAndValues) {
    Map<String, Value<?>> map = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      map.put(
          (String) namesAndValues[i],
          value instanceof Value<?> ready
              ? ready
              : value instanceof Integer number
                  ? Value.of(number.longValue())
                  : Value.of((String) value));
    }
    return Value.of(map);
  }

  SpanData only() {
    return exporter.getFinishedSpanItems().get(0);
  }

  List<SpanData> all() {
    return exporter.getFinishedSpanItems();
  }

  SpanData named(String name) {
    return all().stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  static Map<String, Object> attributes(SpanData span) {
    return SpanRecorder.map(span.getAttributes());
  }

  static List<EventData> events(SpanData span, String name) {
    return span.getEvents().stream()
        .filter(event -> event.getName().equals(name))
        .collect(Collectors.toList());
  }

  /** By a reader that is not ours; fails where it is no JSON. */
  static JsonNode json(@Nullable Object text) {
    try {
      return JSON.readTree((String) text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  @Override
  public void close() {
    loggers.close();
    tracers.close();
  }
}
