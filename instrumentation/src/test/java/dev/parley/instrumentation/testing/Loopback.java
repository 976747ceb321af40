package dev.parley.instrumentation.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.sdk.Parley;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A loopback provider, and what Parley recorded of the calls to it: at first with content, and in
 * both forms. A library's tests extend it by their client.
 */
public abstract class Loopback {

  private static final JsonMapper JSON = new JsonMapper();

  protected final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  protected final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  protected ReplayServer server;
  protected Parley parley;

  @BeforeEach
  void startServer() throws IOException {
    server = new ReplayServer();
    parley = TestParley.built(exporter, true);
  }

  @AfterEach
  void stopServer() {
    server.close();
    parley.close();
  }

  /** From now on without content. */
  protected void contentOff() {
    parley = TestParley.built(exporter, false);
  }

  /** From now on with metrics, and without content. */
  protected void measured(Sampler sampler) {
    parley = TestParley.over(exporter, metrics, sampler);
  }

  /** The one span, which another thread may still be ending. */
  protected SpanData onlySpan() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !exporter.getFinishedSpanItems().isEmpty());
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }

  /** The one span of what nobody can reach any more. */
  protected SpanData onlySpanOfForgotten() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              System.gc();
              return !exporter.getFinishedSpanItems().isEmpty();
            });
    return onlySpan();
  }

  /** What was measured so far, by name. */
  protected Map<String, MetricData> metrics() {
    Map<String, MetricData> byName = new TreeMap<>();
    metrics.collectAllMetrics().forEach(metric -> byName.put(metric.getName(), metric));
    return byName;
  }

  /** An attribute that holds JSON. */
  public static JsonNode json(SpanData span, String key) throws IOException {
    return JSON.readTree(String.valueOf(attributes(span).get(key)));
  }

  /** The attributes of a span by the text of their keys. */
  public static Map<String, Object> attributes(SpanData span) {
    Map<String, Object> attributes = new TreeMap<>();
    span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    return attributes;
  }
}
