package dev.parley.instrumentation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.instrumentation.testing.TestParley;
import dev.parley.sdk.Parley;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/** Content, silence and metrics. */
class SwitchesTest extends BedrockLoopback {

  private static final String TOOLS =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"Secret."},
        {"toolUse":{"toolUseId":"t1","name":"look","input":{"what":"Secret"}}}]}},
       "stopReason":"tool_use","usage":{"inputTokens":12,"outputTokens":8,"totalTokens":20}}
      """;

  @Test
  @DisplayName("TK-03 TK-06: without content there are roles, ids, names and counts, and 0 is kept")
  void contentOffByDefault() {
    contentOff();
    Map<String, Object> span = withTools();
    assertThat(span)
        .containsEntry("gen_ai.prompt.0.role", "user")
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.tool_calls.0.id", "t1")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.name", "look")
        .containsEntry("gen_ai.request.temperature", 0.0)
        .doesNotContainKeys("gen_ai.request.top_p", "gen_ai.request.user", "gen_ai.response.id");
    assertThat(span.toString()).doesNotContain("Secret").doesNotContain("Hi");

    // The same where nobody has set anything.
    exporter.reset();
    measured(Sampler.alwaysOn());
    assertThat(withTools().toString()).doesNotContain("Secret").doesNotContain("Hi");
  }

  private Map<String, Object> withTools() {
    server.answer(200, TOOLS);
    client()
        .converse(
            request ->
                request
                    .modelId(CLAUDE)
                    .inferenceConfig(c -> c.temperature(0f))
                    .messages(ClientsTest.hello().messages()));
    return attributes(onlySpan());
  }

  @Test
  @DisplayName("TK-04: with content there are texts and arguments")
  void contentOn() {
    server.answer(200, TOOLS);
    client().converse(ClientsTest.hello());

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.prompt.0.content", "Hi")
        .containsEntry("gen_ai.completion.0.content", "Secret.")
        .containsEntry(
            "gen_ai.completion.0.tool_calls.0.function.arguments", "{\"what\":\"Secret\"}");
  }

  @Test
  @DisplayName("TK-05: uninstrument, from a fresh handle, silences clients that were built before")
  void uninstrument() {
    BedrockRuntimeClient wrapped = client();
    BedrockRuntimeAsyncClient async = asyncClient();
    BedrockRuntimeClient built = closed(bedrock().instrument(builder()).build());
    BedrockInstrumentation.create(parley).uninstrument();
    server.answer(200, HELLO).answer(200, HELLO).answer(200, HELLO);
    wrapped.converse(ClientsTest.hello());
    async.converse(ClientsTest.hello()).join();
    built.converse(ClientsTest.hello());
    assertThat(exporter.getFinishedSpanItems()).isEmpty();

    server.answer(200, HELLO).answer(200, HELLO);
    bedrock().instrument(wrapped).converse(ClientsTest.hello());
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    bedrock().instrument(built).converse(ClientsTest.hello());
    assertThat(exporter.getFinishedSpanItems()).hasSize(2);
  }

  @Test
  @DisplayName("Two Parleys don't tell one call twice; the one that wraps the client tells it")
  void twoParleys() {
    InMemorySpanExporter others = InMemorySpanExporter.create();
    try (Parley other = TestParley.built(others, true)) {
      BedrockRuntimeClient theirs =
          closed(BedrockInstrumentation.create(other).instrument(builder()).build());
      server.answer(200, HELLO);
      bedrock().instrument(theirs).converse(ClientsTest.hello());
      assertThat(exporter.getFinishedSpanItems()).hasSize(1);
      assertThat(others.getFinishedSpanItems()).isEmpty();
    }
  }

  @Test
  @DisplayName("A call that is not sampled works, and is measured")
  void unsampled() {
    measured(Sampler.alwaysOff());
    server.answer(200, HELLO);
    assertThat(client().converse(ClientsTest.hello()).stopReasonAsString()).isEqualTo("end_turn");

    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(metrics()).containsKey("gen_ai.client.operation.duration");
  }

  @Test
  @DisplayName("MET-01 MET-02: duration and tokens, with the conventions' bounds and labels")
  void measures() {
    measured(Sampler.alwaysOn());
    server.answer(200, HELLO);
    client().converse(ClientsTest.hello());

    Map<String, MetricData> metrics = metrics();
    MetricData duration = metrics.get("gen_ai.client.operation.duration");
    assertThat(duration.getUnit()).isEqualTo("s");
    HistogramPointData point = points(duration).iterator().next();
    assertThat(point.getBoundaries())
        .containsExactly(
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    Map<String, Object> labels = labels(point);
    assertThat(labels)
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.system", "aws.bedrock")
        .containsEntry("gen_ai.provider.name", "aws.bedrock")
        .containsEntry("gen_ai.request.model", CLAUDE)
        .containsEntry("gen_ai.response.model", CLAUDE)
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", (long) server.port())
        .hasSize(7);
    MetricData tokens = metrics.get("gen_ai.client.token.usage");
    assertThat(tokens.getUnit()).isEqualTo("{token}");
    assertThat(points(tokens).iterator().next().getBoundaries())
        .containsExactly(
            1.0,
            4.0,
            16.0,
            64.0,
            256.0,
            1024.0,
            4096.0,
            16384.0,
            65536.0,
            262144.0,
            1048576.0,
            4194304.0,
            16777216.0,
            67108864.0);
    Map<Object, Double> byType = new TreeMap<>();
    points(tokens)
        .forEach(each -> byType.put(labels(each).get("gen_ai.token.type"), each.getSum()));
    assertThat(byType).isEqualTo(Map.of("input", 12.0, "output", 8.0));
  }

  @Test
  @DisplayName("MET-03: a stream's tokens, and its whole duration, are measured at its end")
  void streams() {
    measured(Sampler.alwaysOn());
    server.answer(
        200,
        EVENTS,
        new EventStreams()
            .event("contentBlockDelta", "{\"delta\":{\"text\":\"Hello.\"}}")
            .event("messageStop", "{\"stopReason\":\"end_turn\"}")
            .event("metadata", "{\"usage\":{\"inputTokens\":3,\"outputTokens\":2}}")
            .bytes());
    asyncClient()
        .converseStream(
            ConverseStreamTest.hello(),
            ConverseStreamResponseHandler.builder()
                .subscriber(new CopyOnWriteArrayList<>()::add)
                .build())
        .join();
    onlySpan();

    Map<String, MetricData> metrics = metrics();
    assertThat(points(metrics.get("gen_ai.client.operation.duration"))).hasSize(1);
    assertThat(points(metrics.get("gen_ai.client.operation.time_to_first_chunk"))).hasSize(1);
    List<Double> sums = new ArrayList<>();
    points(metrics.get("gen_ai.client.token.usage")).forEach(point -> sums.add(point.getSum()));
    assertThat(sums).containsExactlyInAnyOrder(3.0, 2.0);
  }

  @Test
  @DisplayName("MET-04 BED-12: a failed call has its error on the duration, and no tokens")
  void failures() {
    measured(Sampler.alwaysOn());
    server.answer(
        403,
        Map.of("x-amzn-ErrorType", "UnrecognizedClientException:http://x/"),
        "{\"message\":\"The security token included in the request is invalid.\"}");
    try {
      client().converse(ClientsTest.hello());
    } catch (RuntimeException expected) {
      assertThat(expected).hasMessageContaining("security token");
    }

    Map<String, MetricData> metrics = metrics();
    assertThat(labels(points(metrics.get("gen_ai.client.operation.duration")).iterator().next()))
        .containsEntry("error.type", attributes(onlySpan()).get("error.type"));
    assertThat(metrics).doesNotContainKey("gen_ai.client.token.usage");
  }

  private static Collection<HistogramPointData> points(MetricData metric) {
    return metric.getHistogramData().getPoints();
  }

  private static Map<String, Object> labels(HistogramPointData point) {
    Map<String, Object> labels = new TreeMap<>();
    point.getAttributes().forEach((key, value) -> labels.put(key.getKey(), value));
    return labels;
  }
}
