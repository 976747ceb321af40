package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StepAnswerTest {
  private static final PriceBook BOOK =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00"))
          .with("claude-sonnet-4", Price.perMillion("3.00", "15.00"));

  private final SpanRecorder spans = new SpanRecorder(builder -> builder.prices(BOOK));

  @AfterEach
  void close() {
    spans.close();
  }

  private Step llm() {
    return Step.llm("s").on(spans.parley());
  }

  private static Map<String, Object> chatCompletion() {
    return Map.of(
        "id",
        "chatcmpl-1",
        "model",
        "gpt-4o-2024-08-06",
        "choices",
        List.of(
            Map.of(
                "index",
                0,
                "finish_reason",
                "stop",
                "message",
                Map.of("role", "assistant", "content", "Hello."))),
        "usage",
        Map.of(
            "prompt_tokens",
            1000,
            "completion_tokens",
            500,
            "total_tokens",
            1500,
            "prompt_tokens_details",
            Map.of("cached_tokens", 100),
            "completion_tokens_details",
            Map.of("reasoning_tokens", 50)));
  }

  /** The accessors of a typed client: optionals, nested objects, variants. */
  record TypedChat(
      String id, String model, List<TypedChoice> choices, Optional<TypedUsage> usage) {}

  record TypedChoice(Word finishReason, TypedMessage message) {}

  record TypedMessage(Optional<String> content, Optional<List<TypedToolCall>> toolCalls) {}

  record TypedToolCall(Optional<FunctionCall> function) {}

  record FunctionCall(String id, Function function) {}

  record Function(String name, String arguments) {}

  record TypedUsage(long promptTokens, long completionTokens) {}

  record Word(String word) {
    public String asString() {
      return word;
    }
  }

  record Block(Optional<TextBlock> text, Optional<ToolUse> toolUse) {}

  record TextBlock(String text) {}

  record ToolUse(String id, String name, JsonValue _input) {}

  /** JSON as clients with types hold it. */
  record JsonValue(Optional<Map<String, JsonValue>> asObject, Optional<String> asString) {
    static JsonValue of(String text) {
      return new JsonValue(Optional.empty(), Optional.of(text));
    }

    static JsonValue of(Map<String, JsonValue> object) {
      return new JsonValue(Optional.of(object), Optional.empty());
    }
  }

  /** A bean, with getters. */
  public static final class Message {
    public String getId() {
      return "msg_1";
    }

    public String getModel() {
      return "claude-sonnet-4-20250514";
    }

    public List<Block> getContent() {
      return List.of(
          new Block(Optional.of(new TextBlock("One")), Optional.empty()),
          new Block(Optional.of(new TextBlock("two.")), Optional.empty()),
          new Block(
              Optional.empty(),
              Optional.of(
                  new ToolUse(
                      "toolu_1", "weather", JsonValue.of(Map.of("city", JsonValue.of("Rome")))))));
    }

    public Optional<Word> getStopReason() {
      return Optional.of(new Word("tool_use"));
    }

    public Object getUsage() {
      return Map.of("input_tokens", 100, "output_tokens", 150, "cache_read_input_tokens", 1000);
    }
  }

  @Test
  @DisplayName("OB-08 D7: id, model, provider, tokens, finish reasons and cost of OpenAI's answer")
  void openAi() {
    Map<String, Object> answer = chatCompletion();

    assertThat(llm().call(() -> answer)).isSameAs(answer);

    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .containsEntry("gen_ai.response.model", "gpt-4o-2024-08-06")
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsEntry("gen_ai.usage.input_tokens", 1000L)
        .containsEntry("gen_ai.usage.output_tokens", 500L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 100L)
        .containsEntry("gen_ai.usage.reasoning.output_tokens", 50L)
        .containsEntry("gen_ai.usage.cost_usd", 0.0075)
        .doesNotContainKeys("parley.usage.role", "gen_ai.tool_calls.count");
    assertThat(SpanRecorder.map(spans.only().getEvents().get(0).getAttributes()))
        .isEqualTo(Map.of("gen_ai.completion", "Hello."));
  }

  @Test
  @DisplayName("OB-08 OB-11: the same of objects with accessors, optionals and variants")
  void typedOpenAi() {
    FunctionCall call = new FunctionCall("call_1", new Function("weather", "{\"city\":\"Rome\"}"));
    TypedMessage message =
        new TypedMessage(
            Optional.empty(), Optional.of(List.of(new TypedToolCall(Optional.of(call)))));
    llm()
        .call(
            () ->
                new TypedChat(
                    "chatcmpl-2",
                    "gpt-4o",
                    List.of(new TypedChoice(new Word("tool_calls"), message)),
                    Optional.of(new TypedUsage(10, 0))));

    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.response.id", "chatcmpl-2")
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_calls"))
        .containsEntry("gen_ai.usage.input_tokens", 10L)
        .containsEntry("gen_ai.usage.output_tokens", 0L)
        .containsEntry("gen_ai.tool_calls.count", 1L)
        .containsEntry("gen_ai.tool.name", "weather");
    assertThat(spans.only().getEvents()).hasSize(1);
    assertThat(SpanRecorder.map(spans.only().getEvents().get(0).getAttributes()))
        .isEqualTo(
            Map.of(
                "tool_call.index",
                0L,
                "tool_call.id",
                "call_1",
                "tool_call.type",
                "function",
                "gen_ai.tool.name",
                "weather",
                "gen_ai.function.call.arguments",
                "{\"city\":\"Rome\"}"));
  }

  @Test
  @DisplayName("OB-09 OB-11: Anthropic's answer, with joined blocks, cache and tools to use")
  void anthropic() {
    llm().call(Message::new);

    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.response.id", "msg_1")
        .containsEntry("gen_ai.response.model", "claude-sonnet-4-20250514")
        .containsEntry("gen_ai.provider.name", "anthropic")
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_use"))
        .containsEntry("gen_ai.usage.input_tokens", 1100L)
        .containsEntry("gen_ai.usage.output_tokens", 150L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 1000L)
        .containsEntry("gen_ai.tool_calls.count", 1L)
        .containsEntry("gen_ai.tool.name", "weather")
        .containsKey("gen_ai.usage.cost_usd");
    List<EventData> events = spans.only().getEvents();
    assertThat(events)
        .extracting(EventData::getName)
        .containsExactly("gen_ai.tool.call", "gen_ai.content.completion");
    assertThat(SpanRecorder.map(events.get(0).getAttributes()))
        .containsEntry("tool_call.id", "toolu_1")
        .containsEntry("gen_ai.function.call.arguments", "{\"city\":\"Rome\"}");
    assertThat(SpanRecorder.map(events.get(1).getAttributes()))
        .containsEntry("gen_ai.completion", "One two.");
  }

  @Test
  @DisplayName("OB-09 OB-11: Anthropic's answer as maps")
  void anthropicMap() {
    llm()
        .call(
            () ->
                Map.of(
                    "id",
                    "msg_2",
                    "model",
                    "claude-sonnet-4",
                    "stop_reason",
                    "end_turn",
                    "content",
                    List.of(
                        Map.of("type", "thinking", "thinking", "hm"),
                        Map.of("type", "text", "text", "Yes"),
                        Map.of(
                            "type",
                            "tool_use",
                            "id",
                            "t",
                            "name",
                            "look",
                            "input",
                            Map.of("at", List.of(1, 2)))),
                    "usage",
                    Map.of("input_tokens", 100, "output_tokens", 150)));

    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.response.finish_reasons", List.of("end_turn"))
        .containsEntry("gen_ai.usage.cost_usd", 0.00255)
        .containsEntry("gen_ai.tool.name", "look");
    assertThat(SpanRecorder.map(spans.only().getEvents().get(0).getAttributes()))
        .containsEntry("gen_ai.function.call.arguments", "{\"at\":[1,2]}");
  }

  @Test
  @DisplayName("OB-11: several tools, each an event in order; arguments hidden with the output")
  void severalTools() {
    Map<String, Object> answer =
        Map.of(
            "choices",
            List.of(
                Map.of(
                    "finish_reason",
                    "tool_calls",
                    "message",
                    Map.of(
                        "tool_calls",
                        List.of(
                            Map.of("id", "a", "function", Map.of("name", "x", "arguments", "s1")),
                            Map.of(
                                "id", "b", "function", Map.of("name", "y", "arguments", "s2")))))));
    llm().captureOutput(false).call(() -> answer);

    SpanData span = spans.only();
    assertThat(span.getEvents())
        .extracting(event -> SpanRecorder.map(event.getAttributes()))
        .containsExactly(
            Map.of(
                "tool_call.index", 0L,
                "tool_call.id", "a",
                "tool_call.type", "function",
                "gen_ai.tool.name", "x"),
            Map.of(
                "tool_call.index", 1L,
                "tool_call.id", "b",
                "tool_call.type", "function",
                "gen_ai.tool.name", "y"));
    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.tool_calls.count", 2L)
        .containsEntry("gen_ai.tool.name", "x");
  }

  @Test
  @DisplayName("OB-13 D6: an asynchronous step reads the answer and the request as well")
  void async() {
    CompletableFuture<Map<String, Object>> work = new CompletableFuture<>();
    var result =
        llm()
            .argument("temperature", 0.8)
            .argument("maxTokens", 150)
            .argument("top_p", "0.95")
            .async(() -> work);
    work.complete(chatCompletion());

    assertThat(result.toCompletableFuture()).isCompletedWithValue(chatCompletion());
    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.request.temperature", 0.8)
        .containsEntry("gen_ai.request.max_tokens", 150L)
        .containsEntry("gen_ai.request.top_p", 0.95)
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .containsEntry("gen_ai.usage.cost_usd", 0.0075);
  }

  @Test
  @DisplayName("OB-10: the parameters of a request that is a map, also where content is off")
  void requestAsMap() {
    Map<String, Object> request = new HashMap<>();
    request.put("model", "gpt-4o");
    request.put("temperature", 0);
    request.put("max_tokens", 150);
    request.put("top_p", .95);
    request.put("stop", List.of("END"));
    request.put("messages", List.of(Map.of("role", "user", "content", "secret")));
    llm().input(request).captureInput(false).run(() -> {});

    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.request.model", "gpt-4o")
        .containsEntry("gen_ai.request.temperature", 0.0)
        .containsEntry("gen_ai.request.max_tokens", 150L)
        .containsEntry("gen_ai.request.top_p", .95)
        .containsEntry("gen_ai.request.stop_sequences", List.of("END"));
    assertThat(spans.only().toString()).doesNotContain("secret");
  }

  @Test
  @DisplayName("OB-03: a model's request as input is written as its messages")
  void requestAsInput() {
    llm()
        .input(Map.of("model", "m", "messages", List.of(Map.of("role", "user", "content", "hi"))))
        .run(() -> {});
    assertThat(SpanRecorder.map(spans.only().getEvents().get(0).getAttributes()))
        .containsEntry("gen_ai.prompt", "user: hi");
  }

  @Test
  @DisplayName("OB-20: with a book of its own a step has a cost, without any book only tokens")
  void bookOfTheStep() {
    try (SpanRecorder unpriced = new SpanRecorder()) {
      Step.llm("none").on(unpriced.parley()).call(StepAnswerTest::chatCompletion);
      Step.llm("own").on(unpriced.parley()).prices(BOOK).call(StepAnswerTest::chatCompletion);
      Step.llm("inside")
          .on(unpriced.parley())
          .prices(BOOK)
          .call(() -> call(unpriced.parley(), "chat", Usage.of(1000, 500)));

      assertThat(unpriced.attributes("none"))
          .containsEntry("gen_ai.usage.input_tokens", 1000L)
          .doesNotContainKey("gen_ai.usage.cost_usd");
      assertThat(unpriced.attributes("own"))
          .containsEntry("gen_ai.usage.cost_usd", 0.0075)
          .containsEntry("parley.cost.source", "estimated")
          .containsEntry("parley.cost.book", BOOK.version());
      assertThat(unpriced.attributes("chat gpt-4o")).containsEntry("gen_ai.usage.cost_usd", 0.0075);
    }
  }

  private static String call(Parley parley, String operation, Usage usage) {
    LlmCall call = LlmCall.of(parley, operation, "openai").model("gpt-4o").start();
    call.usage(usage);
    call.end();
    return "plain text";
  }

  record Car(String id, String model) {}

  @Test
  @DisplayName("OB-21: a business object with id and model is no answer of a model")
  void businessObject() {
    llm().call(() -> new Car("car-7", "gpt-4o"));
    Step.llm("map").on(spans.parley()).call(() -> Map.of("id", "car-7", "model", "gpt-4o"));
    Step.llm("quiz")
        .on(spans.parley())
        .call(() -> Map.of("id", "q", "model", "gpt-4o", "choices", List.of("yes", "no")));

    for (String name : List.of("s", "map", "quiz")) {
      assertThat(spans.attributes(name).keySet())
          .noneMatch(key -> key.startsWith("gen_ai.response.") || key.startsWith("gen_ai.usage."));
      assertThat(spans.attributes(name)).doesNotContainKey("gen_ai.provider.name");
    }
  }

  @Test
  @DisplayName("OB-21: a tool's result is not read as an answer, unless asked for")
  void onlyModelSteps() {
    Step.tool("t").on(spans.parley()).call(StepAnswerTest::chatCompletion);
    Step.chain("c").on(spans.parley()).readAnswer(true).call(StepAnswerTest::chatCompletion);

    assertThat(spans.attributes("t")).doesNotContainKey("gen_ai.response.id");
    assertThat(spans.attributes("c"))
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .doesNotContainKey("gen_ai.usage.cost_usd");
  }

  @Test
  @DisplayName(
      "OB-22: around a priced call a step of plain text shows what the calls cost together")
  void innerCost() {
    Step.chain("outer")
        .on(spans.parley())
        .call(
            () -> {
              Step.tool("tool")
                  .on(spans.parley())
                  .call(() -> call(spans.parley(), "chat", Usage.of(1000, 500)));
              return llm().call(() -> call(spans.parley(), "chat", Usage.of(1000, 500)));
            });

    assertThat(spans.attributes("outer"))
        .containsEntry("parley.cost.inner_usd", 0.015)
        .doesNotContainKey("gen_ai.usage.cost_usd");
    assertThat(spans.attributes("tool")).containsEntry("parley.cost.inner_usd", 0.0075);
    assertThat(spans.attributes("s"))
        .containsEntry("parley.cost.inner_usd", 0.0075)
        .containsEntry("parley.usage.role", "wrapper")
        .doesNotContainKey("gen_ai.usage.cost_usd");
  }

  @Test
  @DisplayName("OB-22: a step that is a call of its own adds its cost to the steps around")
  void ownCostRollsUp() {
    Step.agent("outer").on(spans.parley()).run(() -> llm().call(StepAnswerTest::chatCompletion));

    assertThat(spans.attributes("outer")).containsEntry("parley.cost.inner_usd", 0.0075);
  }

  @Test
  @DisplayName("A step that returns the answer of the call inside is its wrapper, without usage")
  void wrapperOfTheAnswer() {
    llm()
        .call(
            () -> {
              call(spans.parley(), "chat", Usage.of(1000, 500));
              return chatCompletion();
            });

    assertThat(spans.attributes("s"))
        .containsEntry("parley.usage.role", "wrapper")
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .doesNotContainKeys("gen_ai.usage.input_tokens", "gen_ai.usage.cost_usd");
  }

  @Test
  @DisplayName("A step that generates around an embedding keeps its usage and its cost")
  void aroundAnEmbedding() {
    llm()
        .call(
            () -> {
              call(spans.parley(), "embeddings", Usage.of(1000, 0));
              return chatCompletion();
            });
    Step.llm("by hand")
        .on(spans.parley())
        .run(
            () -> {
              call(spans.parley(), "embeddings", Usage.of(1000, 0));
              Span.current()
                  .setAttribute("gen_ai.request.model", "gpt-4o")
                  .setAttribute("gen_ai.usage.input_tokens", 1000)
                  .setAttribute("gen_ai.usage.output_tokens", 500);
            });

    for (String name : List.of("s", "by hand")) {
      assertThat(spans.attributes(name))
          .containsEntry("gen_ai.usage.cost_usd", 0.0075)
          .containsEntry("parley.cost.inner_usd", 0.0025)
          .doesNotContainKey("parley.usage.role");
    }
  }

  @Test
  @DisplayName("A step around an embedding that returns its vectors is the embedding's wrapper")
  void wrapperOfAnEmbedding() {
    llm()
        .call(
            () -> {
              call(spans.parley(), "embeddings", Usage.of(1000, 0));
              return Map.of(
                  "model",
                  "text-embedding-3-small",
                  "data",
                  List.of(Map.of("embedding", List.of(0.1, 0.2))),
                  "usage",
                  Map.of("prompt_tokens", 1000));
            });

    assertThat(spans.attributes("s")).containsEntry("parley.usage.role", "wrapper");
  }

  /** Every getter fails, in every way there is. */
  @SuppressWarnings({"InfiniteRecursion", "DoNotCallSuggester"}) // That is what it is for.
  public static final class Broken {
    private final AtomicInteger calls = new AtomicInteger();

    public String id() {
      throw new IllegalStateException("id");
    }

    public String model() {
      throw new NoClassDefFoundError("model");
    }

    public Object usage() {
      return usage();
    }

    public List<Object> choices() {
      calls.incrementAndGet();
      throw new AssertionError("choices");
    }

    public List<Object> content() {
      return List.of(new BrokenBlock());
    }

    public String stopReason() {
      return "end_turn";
    }

    @Override
    public String toString() {
      throw new IllegalStateException("text");
    }
  }

  @SuppressWarnings("DoNotCallSuggester")
  public static final class BrokenBlock {
    public Object text() {
      throw new IllegalStateException("text");
    }
  }

  @Test
  @DisplayName("OB-23: getters that throw break neither the call nor the rest of the record")
  void brokenGetters() {
    Broken broken = new Broken();
    assertThat(llm().call(() -> broken)).isSameAs(broken);

    SpanData span = spans.only();
    assertThat(broken.calls).hasValueGreaterThan(0);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.response.finish_reasons", List.of("end_turn"))
        .containsKey("latency_ms");
  }
}
