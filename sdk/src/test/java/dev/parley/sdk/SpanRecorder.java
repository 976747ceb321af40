package dev.parley.sdk;

import dev.parley.sdk.internal.Settings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A Parley of its own, without globals and environment, and the spans that it exports. */
public final class SpanRecorder implements AutoCloseable {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Parley parley;

  public SpanRecorder() {
    this(builder -> builder);
  }

  public SpanRecorder(UnaryOperator<ParleyBuilder> setUp) {
    this(Map.of(), setUp);
  }

  public SpanRecorder(Map<String, String> environment, UnaryOperator<ParleyBuilder> setUp) {
    parley = setUp.apply(builder(environment).spanExporter(exporter)).build();
  }

  /** A builder that sees this environment only, and exports no metrics and logs. */
  static ParleyBuilder builder(Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>();
    all.put("OTEL_METRICS_EXPORTER", "none");
    all.put("OTEL_LOGS_EXPORTER", "none");
    all.putAll(environment);
    return new ParleyBuilder(new Settings(name -> null, all::get));
  }

  public Parley parley() {
    return parley;
  }

  /** Starts and ends a span as any library would. */
  public void span(String name) {
    start(name).end();
  }

  Span start(String name) {
    return parley.openTelemetry().getTracer("some-library").spanBuilder(name).startSpan();
  }

  public List<SpanData> spans() {
    if (!parley.flush(Duration.ofMinutes(1))) {
      throw new AssertionError("spans were not exported");
    }
    return exporter.getFinishedSpanItems();
  }

  public SpanData only() {
    List<SpanData> spans = spans();
    if (spans.size() != 1) {
      throw new AssertionError("expected one span: " + spans);
    }
    return spans.get(0);
  }

  public SpanData named(String name) {
    return spans().stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  /** The attributes of a span by key. */
  public Map<String, Object> attributes(String name) {
    return map(named(name).getAttributes());
  }

  public static Map<String, Object> map(Attributes attributes) {
    Map<String, Object> map = new TreeMap<>();
    attributes.forEach((AttributeKey<?> key, Object value) -> map.put(key.getKey(), value));
    return map;
  }

  @Override
  public void close() {
    parley.close();
  }
}
