package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How often, and as what, a model step counts in metrics and accounts. */
class StepMetricsTest {
  private static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00"))
          .with("text-embedding-3-small", Price.perMillion("0.02", "0"));

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final SpanProcessor processor = ParleySpanProcessor.create(PRICES);
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(processor)
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
          .build();
  private final Parley parley = Parley.over(sdk, processor);

  @AfterEach
  void close() {
    sdk.close();
  }

  private SpanData named(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, Object> attributes(String name) {
    return SpanRecorder.map(named(name).getAttributes());
  }

  private static Map<String, Object> answer() {
    return Map.of(
        "id",
        "chatcmpl-1",
        "model",
        "gpt-4o",
        "choices",
        List.of(Map.of("index", 0, "message", Map.of("content", "Hello."))),
        "usage",
        Map.of("prompt_tokens", 1000, "completion_tokens", 500));
  }

  private static Map<String, Object> vectors() {
    return Map.of(
        "model",
        "text-embedding-3-small",
        "data",
        List.of(Map.of("embedding", List.of(0.1, 0.2))),
        "usage",
        Map.of("prompt_tokens", 1000));
  }

  /** Times recorded, and the sum of the tokens, by operation and type of token. */
  private Map<String, List<Long>> recorded() {
    Map<String, List<Long>> all = new TreeMap<>();
    reader
        .collectAllMetrics()
        .forEach(
            metric -> {
              for (HistogramPointData point : metric.getHistogramData().getPoints()) {
                Map<String, Object> attributes = SpanRecorder.map(point.getAttributes());
                Object type = attributes.get("gen_ai.token.type");
                all.merge(
                    (type == null ? "duration" : type)
                        + " "
                        + attributes.get("gen_ai.operation.name"),
                    List.of(point.getCount(), type == null ? 0 : (long) point.getSum()),
                    (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
              }
            });
    return all;
  }

  @Test
  @DisplayName("A step that is the call has its duration and its tokens in the metrics, once")
  void ownMetrics() {
    Step.llm("s").on(parley).call(StepMetricsTest::answer);
    Step.llm("stream")
        .on(parley)
        .iterator(() -> List.of(answer()).iterator())
        .forEachRemaining(chunk -> {});

    assertThat(recorded())
        .isEqualTo(
            Map.of(
                "duration chat", List.of(2L, 0L),
                "input chat", List.of(2L, 2000L),
                "output chat", List.of(2L, 1000L)));
  }

  @Test
  @DisplayName("Around a call that reports itself, and around steps, the metrics count it once")
  void wrapperHasNone() {
    Step.llm("outer")
        .on(parley)
        .call(
            () ->
                Step.llm("inner")
                    .on(parley)
                    .call(
                        () -> {
                          LlmCall call =
                              LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
                          call.usage(Usage.of(1000, 500));
                          call.end();
                          return answer();
                        }));

    assertThat(recorded())
        .isEqualTo(
            Map.of(
                "duration chat", List.of(1L, 0L),
                "input chat", List.of(1L, 1000L),
                "output chat", List.of(1L, 500L)));
  }

  @Test
  @DisplayName("A step whose span the sampler drops counts in its workflow and conversation")
  void unsampled() {
    try (SpanRecorder dropped =
        new SpanRecorder(builder -> builder.prices(PRICES).sampler(Sampler.alwaysOff()))) {
      Conversation.of("c")
          .run(
              () ->
                  Workflow.of("w")
                      .run(
                          () -> {
                            Step.llm("s").on(dropped.parley()).call(StepMetricsTest::answer);
                            // The wrapper of a call that counts by itself.
                            Step.llm("t")
                                .on(dropped.parley())
                                .run(
                                    () -> {
                                      LlmCall call =
                                          LlmCall.of(dropped.parley(), "chat", "openai")
                                              .model("gpt-4o")
                                              .start();
                                      call.usage(Usage.of(1000, 500));
                                      call.end();
                                    });
                          }));

      assertThat(dropped.spans()).isEmpty();
      assertThat(dropped.parley().workflows().get("w").llmCalls()).isEqualTo(2);
      assertThat(dropped.parley().workflows().get("w").totalCost()).isEqualByComparingTo("0.015");
      assertThat(dropped.parley().conversations().cost("c")).isEqualByComparingTo("0.015");
    }
  }

  @Test
  @DisplayName("A model step that only embeds is no generation of the model step around it")
  void embeddingInside() {
    Step.llm("outer")
        .on(parley)
        .call(
            () -> {
              Step.llm("embed").on(parley).call(StepMetricsTest::vectors);
              Step.llm("wrapped")
                  .on(parley)
                  .run(
                      () -> {
                        LlmCall call =
                            LlmCall.of(parley, "embeddings", "openai")
                                .model("text-embedding-3-small")
                                .start();
                        call.usage(Usage.of(1000, 0));
                        call.end();
                      });
              return answer();
            });

    assertThat(attributes("embed"))
        .containsEntry("gen_ai.operation.name", "embeddings")
        .containsEntry("gen_ai.usage.cost_usd", 0.00002)
        .doesNotContainKey("parley.usage.role");
    assertThat(attributes("wrapped")).containsEntry("parley.usage.role", "wrapper");
    assertThat(attributes("outer"))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.usage.input_tokens", 1000L)
        .containsEntry("gen_ai.usage.cost_usd", 0.0075)
        .containsEntry("parley.cost.inner_usd", 0.00004)
        .doesNotContainKey("parley.usage.role");
    assertThat(recorded())
        .containsEntry("input chat", List.of(1L, 1000L))
        .containsEntry("input embeddings", List.of(2L, 2000L));
  }

  @Test
  @DisplayName("D18: cached and reasoning tokens of an answer are priced for what they are")
  void cachedAndReasoning() {
    PriceBook cached =
        PriceBook.empty()
            .with(
                "gpt-4o",
                Price.perMillion("2.50", "10.00").withCacheRead("1.25").withReasoning("20.00"));
    Map<String, Object> answer =
        Map.of(
            "model",
            "gpt-4o",
            "choices",
            List.of(Map.of("index", 0, "message", Map.of("content", "Hello."))),
            "usage",
            Map.of(
                "prompt_tokens",
                1000,
                "completion_tokens",
                500,
                "prompt_tokens_details",
                Map.of("cached_tokens", 800),
                "completion_tokens_details",
                Map.of("reasoning_tokens", 300)));
    Step.llm("s").on(parley).prices(cached).call(() -> answer);

    // 200 × 2.50 + 800 × 1.25 + 200 × 10 + 300 × 20, per million.
    assertThat(attributes("s"))
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 800L)
        .containsEntry("gen_ai.usage.reasoning.output_tokens", 300L)
        .containsEntry("gen_ai.usage.cost_usd", 0.0095);
  }

  @Test
  @DisplayName("OB-08 OB-11: a Jackson tree is read as the answer that it holds")
  void jackson() throws Exception {
    JsonNode tree =
        new ObjectMapper()
            .readTree(
                """
                {"id":"chatcmpl-1","model":"gpt-4o","choices":[{"index":0,
                 "finish_reason":"tool_calls","message":{"role":"assistant","content":null,
                  "tool_calls":[{"id":"t1","type":"function",
                   "function":{"name":"look","arguments":"{\\"q\\":1}"}}]}}],
                 "usage":{"prompt_tokens":1000,"completion_tokens":500,
                  "prompt_tokens_details":{"cached_tokens":800}}}
                """);
    assertThat(Step.llm("s").on(parley).<JsonNode, RuntimeException>call(() -> tree))
        .isSameAs(tree);

    assertThat(attributes("s"))
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .containsEntry("gen_ai.response.model", "gpt-4o")
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_calls"))
        .containsEntry("gen_ai.usage.input_tokens", 1000L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 800L)
        .containsEntry("gen_ai.tool_calls.count", 1L)
        .containsEntry("gen_ai.tool.name", "look");
    assertThat(SpanRecorder.map(named("s").getEvents().get(0).getAttributes()))
        .containsEntry("tool_call.id", "t1")
        .containsEntry("gen_ai.function.call.arguments", "{\"q\":1}");
  }
}
