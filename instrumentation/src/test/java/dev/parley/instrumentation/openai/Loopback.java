package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
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

/** The real client before a loopback server, and what was recorded of its calls. */
abstract class Loopback {

  static final JsonMapper JSON = new JsonMapper();

  final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  ReplayServer server;
  Parley parley;
  OpenAIClient plain;

  @BeforeEach
  void start() throws IOException {
    server = new ReplayServer();
    plain =
        OpenAIOkHttpClient.builder().apiKey("test").baseUrl(server.baseUrl()).maxRetries(1).build();
    parley = TestParley.built(exporter, true);
  }

  @AfterEach
  void stop() {
    plain.close();
    server.close();
    parley.close();
  }

  OpenAIClient observed() {
    return OpenAiInstrumentation.create(parley).instrument(plain);
  }

  /** From now on with metrics, and without content. */
  void measured(Sampler sampler) {
    parley = TestParley.over(exporter, metrics, sampler);
  }

  /** The one span, which another thread may still be ending. */
  SpanData onlySpan() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !exporter.getFinishedSpanItems().isEmpty());
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }

  /** The one span of what nobody can reach any more. */
  SpanData onlySpanOfForgotten() {
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

  Map<String, MetricData> metrics() {
    Map<String, MetricData> byName = new TreeMap<>();
    metrics.collectAllMetrics().forEach(metric -> byName.put(metric.getName(), metric));
    return byName;
  }

  static JsonNode json(SpanData span, String key) throws IOException {
    return JSON.readTree(String.valueOf(attributes(span).get(key)));
  }

  static Map<String, Object> attributes(SpanData span) {
    Map<String, Object> attributes = new TreeMap<>();
    span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    return attributes;
  }
}
