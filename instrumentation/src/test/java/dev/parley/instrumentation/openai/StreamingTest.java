package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.services.blocking.chat.ChatCompletionService;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.instrumentation.testing.Recordings;
import dev.parley.instrumentation.testing.TestParley;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Step;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streamed chat completions of the real client. */
@SuppressWarnings("MustBeClosedChecker") // A test closes late, or never, to see what comes of it.
class StreamingTest extends OpenAiLoopback {

  private static final String TOKENS = "gen_ai.client.token.usage";
  private static final String DURATION = "gen_ai.client.operation.duration";
  private static final String FIRST = "gen_ai.client.operation.time_to_first_chunk";
  private static final String TIME_TO_FIRST = "gen_ai.response.time_to_first_chunk";
  private static final String INCOMPLETE = "parley.stream.incomplete";
  private static final AttributeKey<String> TOKEN_TYPE =
      AttributeKey.stringKey("gen_ai.token.type");

  @ParameterizedTest
  @DisplayName("OAI-08: joined content, id, model, tokens and finish reasons of recorded streams")
  @ValueSource(
      strings = {
        "openai-chat-completion-streaming",
        "openai-async-chat-completion-multiple-choices-streaming",
        "openai-chat-completion-multiple-tools-streaming-with-content"
      })
  void recorded(String recording) throws IOException {
    Recordings.Interaction interaction = Recordings.read(recording).get(0);
    List<JsonNode> chunks = Chunks.read(interaction.response());

    assertThat(read(replay(interaction))).hasSize(chunks.size());

    Map<String, StringBuilder> said = new TreeMap<>();
    Map<Integer, String> reasons = new TreeMap<>();
    JsonNode usage = chunks.get(chunks.size() - 1).required("usage");
    for (JsonNode chunk : chunks) {
      for (JsonNode choice : chunk.required("choices")) {
        String key = "gen_ai.completion." + choice.required("index").asInt();
        JsonNode delta = choice.required("delta");
        if (delta.path("content").isTextual()) {
          add(said, key + ".content", delta.get("content").textValue());
        }
        for (JsonNode call : delta.path("tool_calls")) {
          String callKey = key + ".tool_calls." + call.required("index").asInt();
          add(said, callKey + ".id", call.path("id").asText());
          add(said, callKey + ".function.name", call.at("/function/name").asText());
          add(said, callKey + ".function.arguments", call.at("/function/arguments").asText());
        }
        if (choice.required("finish_reason").isTextual()) {
          reasons.put(choice.get("index").asInt(), choice.get("finish_reason").textValue());
        }
      }
    }
    assertThat(said).isNotEmpty();
    Map<String, Object> attributes = attributes(onlySpan());
    said.forEach((key, text) -> assertThat(attributes).containsEntry(key, text.toString()));
    assertThat(attributes)
        .containsEntry("gen_ai.response.finish_reasons", List.copyOf(reasons.values()))
        .containsEntry("gen_ai.response.id", chunks.get(0).required("id").textValue())
        .containsEntry("gen_ai.response.model", chunks.get(0).required("model").textValue())
        .containsEntry("gen_ai.usage.input_tokens", usage.required("prompt_tokens").asLong())
        .containsEntry("gen_ai.usage.output_tokens", usage.required("completion_tokens").asLong())
        .containsEntry("gen_ai.request.stream", true)
        .containsEntry("parley.stream.items", (long) chunks.size())
        .doesNotContainKey(INCOMPLETE);
    assertThat(json(onlySpan(), "gen_ai.output.messages")).hasSize(reasons.size());
  }

  private static void add(Map<String, StringBuilder> said, String key, String more) {
    said.computeIfAbsent(key, first -> new StringBuilder()).append(more);
  }

  @Test
  @DisplayName("OAI-08: streamed or not, the same answer gives the same attributes")
  void sameAsWhole() {
    server.stream(Chunks.WHOLE);
    read(completions().createStreaming(hello()));
    Map<String, Object> streamed = attributes(onlySpan());
    exporter.reset();
    server.answer(
        200,
        """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini-2024-07-18",
         "choices":[{"index":0,"message":{"role":"assistant","content":"Hello.","refusal":null},
                     "finish_reason":"stop","logprobs":null}],
         "usage":{"prompt_tokens":2000,"completion_tokens":100,"total_tokens":2100,
                  "prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},
                  "completion_tokens_details":{"reasoning_tokens":64,"audio_tokens":0}}}
        """);
    completions().create(hello());

    streamed
        .keySet()
        .removeAll(Set.of("gen_ai.request.stream", "parley.stream.items", TIME_TO_FIRST));
    assertThat(streamed).isEqualTo(attributes(onlySpan()));
    assertThat(streamed)
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsKey("gen_ai.usage.cost_usd");
  }

  @Test
  @DisplayName("OAI-09: without usage in the stream, token attributes are absent, not 0")
  void withoutUsage() throws IOException {
    measured(Sampler.alwaysOn());
    read(replay(Recordings.read("openai-chat-completion-streaming-not-complete").get(0)));

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("gen_ai.usage."));
    assertThat(metrics()).containsOnlyKeys(DURATION, FIRST);
  }

  @Test
  @DisplayName("OAI-10: two parallel calls, their fragments interleaved, are put together by index")
  void interleavedCalls() throws IOException {
    server.stream(
        Chunks.call(1, "\"id\":\"call_b\",\"type\":\"function\",\"function\":{\"name\":\"time\"}")
            + Chunks.call(0, "\"id\":\"call_a\",\"function\":{\"name\":\"weather\"}")
            + Chunks.call(0, "\"function\":{\"arguments\":\"{\\\"city\\\":\"}")
            + Chunks.call(1, "\"function\":{\"arguments\":\"{\\\"zone\\\":\"}")
            + Chunks.call(0, "\"function\":{\"arguments\":\"\\\"Oslo\\\"}\"}")
            + Chunks.call(1, "\"function\":{\"arguments\":\"\\\"CET\\\"}\"}")
            + Chunks.choice("{},\"finish_reason\":\"tool_calls\"")
            + Chunks.DONE);
    read(completions().createStreaming(hello()));

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.tool_calls.0.id", "call_a")
        .containsEntry("gen_ai.completion.0.tool_calls.0.type", "function")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.name", "weather")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.arguments", "{\"city\":\"Oslo\"}")
        .containsEntry("gen_ai.completion.0.tool_calls.1.id", "call_b")
        .containsEntry("gen_ai.completion.0.tool_calls.1.function.name", "time")
        .containsEntry("gen_ai.completion.0.tool_calls.1.function.arguments", "{\"zone\":\"CET\"}")
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_calls"));
    JsonNode output = json(onlySpan(), "gen_ai.output.messages");
    assertThat(output.at("/0/parts")).hasSize(2);
    assertThat(output.at("/0/parts/1/arguments/zone").asText()).isEqualTo("CET");
  }

  @Test
  @DisplayName("OAI-11: a stream that is closed early yields one ended span with what had arrived")
  void closedEarly() {
    server.stream(Chunks.WHOLE);
    try (StreamResponse<ChatCompletionChunk> stream = completions().createStreaming(hello())) {
      assertThat(stream.stream().findFirst()).isPresent();
      assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }
    assertPartial(onlySpan(), "Hel");
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  @DisplayName("OAI-11: an error event in the stream ends one span in error; what came is kept")
  void errorEvent() {
    server.stream(Chunks.HELLO + "data: {\"error\":{\"message\":\"overloaded\"}}\n\n");
    StreamResponse<ChatCompletionChunk> stream = completions().createStreaming(hello());
    assertThatThrownBy(() -> read(stream)).isExactlyInstanceOf(SseException.class);

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .containsEntry("error.type", SseException.class.getName())
        .doesNotContainKey(INCOMPLETE);
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  @DisplayName("OAI-11: a connection cut in the middle ends one span in error; what came is kept")
  void cut() {
    server.breakOffStream(Chunks.HELLO);
    StreamResponse<ChatCompletionChunk> stream = completions().createStreaming(hello());
    Throwable failure = catchThrowable(() -> read(stream));
    server.breakOffStream(Chunks.HELLO);
    StreamResponse<ChatCompletionChunk> unobserved =
        plain.chat().completions().createStreaming(hello());
    assertThat(failure).hasSameClassAs(catchThrowable(() -> read(unobserved)));

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("error.type", failure.getClass().getName());
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  @DisplayName("OAI-11: a stream that is abandoned half-read yields one ended, incomplete span")
  void abandoned() {
    server.stream(Chunks.WHOLE);
    readOne();
    assertPartial(onlySpanOfForgotten(), "Hel");
  }

  private void readOne() {
    Iterator<ChatCompletionChunk> chunks =
        completions().createStreaming(hello()).stream().iterator();
    assertThat(chunks.hasNext()).isTrue();
    chunks.next();
  }

  @Test
  @DisplayName("OAI-11: a stream that is abandoned unread yields one ended, incomplete span")
  void unread() {
    server.stream(Chunks.WHOLE);
    assertThat(completions().createStreaming(hello())).isNotNull();
    assertThat(attributes(onlySpanOfForgotten()))
        .containsEntry(INCOMPLETE, true)
        .containsEntry("parley.stream.items", 0L)
        .doesNotContainKeys("gen_ai.response.id", "gen_ai.response.finish_reasons");
  }

  @Test
  @DisplayName("A stream whose response nobody holds is whole for as long as it is read")
  void readWithoutResponse() {
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(Chunks.HELLO, gate, Chunks.STOP + Chunks.DONE);
    Iterator<ChatCompletionChunk> chunks =
        completions().createStreaming(hello()).stream().iterator();
    chunks.next();
    System.gc();
    chunks.next();
    System.gc();
    gate.countDown();
    chunks.forEachRemaining(chunk -> {});
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .doesNotContainKey(INCOMPLETE);
  }

  @Test
  @DisplayName("A reader that fails has read no further; the call has not failed")
  void readerFails() {
    server.stream(Chunks.WHOLE);
    StreamResponse<ChatCompletionChunk> stream = completions().createStreaming(hello());
    assertThatThrownBy(
            () ->
                stream.stream()
                    .forEach(
                        chunk -> {
                          throw new IllegalStateException("mine");
                        }))
        .hasMessage("mine");
    stream.close();
    assertPartial(onlySpan(), "Hel");
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  @DisplayName("OAI-12 MET-03: time to first token; tokens and full duration as the stream ends")
  void timesAndTokens() {
    measured(Sampler.alwaysOn());
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(Chunks.HELLO, gate, Chunks.STOP + Chunks.USAGE + Chunks.DONE);
    Iterator<ChatCompletionChunk> chunks =
        completions().createStreaming(hello()).stream().iterator();
    chunks.next();
    long firstNanos = System.nanoTime();
    assertThat(metrics()).containsOnlyKeys(FIRST);
    double first = point(FIRST).getSum();
    assertThat(first).isPositive();
    gate.countDown();
    chunks.forEachRemaining(chunk -> {});
    double rest = (System.nanoTime() - firstNanos) / 1e9;

    assertThat((Double) attributes(onlySpan()).get(TIME_TO_FIRST)).isEqualTo(first);
    assertThat(metrics()).containsOnlyKeys(FIRST, DURATION, TOKENS);
    assertThat(point(DURATION).getSum()).isBetween(first, first + rest + 1);
    assertThat(point(DURATION).getCount()).isEqualTo(1);
    assertThat(metrics().get(DURATION).getUnit()).isEqualTo("s");
    assertThat(point(DURATION).getAttributes().get(AttributeKey.stringKey("gen_ai.response.model")))
        .isEqualTo("gpt-4o-mini-2024-07-18");
    Map<String, Double> tokens = new TreeMap<>();
    metrics()
        .get(TOKENS)
        .getHistogramData()
        .getPoints()
        .forEach(point -> tokens.put(point.getAttributes().get(TOKEN_TYPE), point.getSum()));
    assertThat(tokens).isEqualTo(Map.of("input", 2000.0, "output", 100.0));
  }

  private HistogramPointData point(String metric) {
    return metrics().get(metric).getHistogramData().getPoints().iterator().next();
  }

  @Test
  @DisplayName("A call that is refused before it streams fails as the client does, in one span")
  void refused() {
    server.answer(404, "{\"error\":{\"message\":\"no such model\"}}");
    ChatCompletionService client = completions();
    assertThatThrownBy(() -> client.createStreaming(hello()))
        .isExactlyInstanceOf(NotFoundException.class);
    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", NotFoundException.class.getName())
        .containsEntry("http.response.status_code", 404L)
        .containsEntry("gen_ai.request.stream", true);
  }

  @Test
  @DisplayName("The reader sees the client's own chunks, as they come, and may read them once")
  void unchanged() {
    server.stream(Chunks.WHOLE).stream(Chunks.WHOLE);
    List<ChatCompletionChunk> expected = read(plain.chat().completions().createStreaming(hello()));
    StreamResponse<ChatCompletionChunk> stream = completions().createStreaming(hello());
    assertThat(stream.stream().toList()).isEqualTo(expected);
    assertThatThrownBy(() -> stream.stream().toList()).isInstanceOf(IllegalStateException.class);

    exporter.reset();
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(Chunks.HELLO, gate, Chunks.STOP + Chunks.DONE);
    try (Stream<ChatCompletionChunk> lazy = completions().createStreaming(hello()).stream()) {
      // The server holds the rest back until this is here.
      assertThat(lazy.peek(chunk -> gate.countDown()).count()).isEqualTo(3);
    }
    assertThat(attributes(onlySpan())).doesNotContainKey(INCOMPLETE);
  }

  @Test
  @DisplayName("Without content, roles, ids and tool names of a stream, but nothing that was said")
  void withoutContent() throws IOException {
    parley = TestParley.built(exporter, false);
    read(
        replay(
            Recordings.read("openai-chat-completion-multiple-tools-streaming-with-content")
                .get(0)));
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.tool_calls.1.function.name", "get_current_weather")
        .containsKey("gen_ai.completion.0.tool_calls.1.id")
        .doesNotContainKeys("gen_ai.output.messages", "gen_ai.completion.truncated")
        .allSatisfy(
            (key, value) ->
                assertThat(key).doesNotEndWith(".content").doesNotEndWith(".arguments"));
  }

  @Test
  @DisplayName("What is kept of a long stream is bounded, and marked")
  void bounded() {
    String half = "x".repeat(TextRoom.MOST / 2);
    server.stream(
        Chunks.text(half)
            + Chunks.text(half)
            + Chunks.text("too much")
            + Chunks.STOP
            + Chunks.USAGE
            + Chunks.DONE);
    read(completions().createStreaming(hello()));
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", half + half)
        .containsEntry("gen_ai.completion.truncated", true)
        .containsEntry("gen_ai.completion.length", TextRoom.MOST + 8L)
        .containsEntry("gen_ai.usage.output_tokens", 100L);
  }

  @Test
  @DisplayName("A step around a stream and the stream's span count once, whichever ends first")
  void step() {
    server.stream(Chunks.WHOLE);
    ChatCompletionService client = completions();
    StreamResponse<ChatCompletionChunk> open =
        Conversation.of("c1")
            .call(() -> Step.llm("answer").on(parley).call(() -> client.createStreaming(hello())));
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    read(open);

    SpanData outer = exporter.getFinishedSpanItems().get(0);
    SpanData inner = exporter.getFinishedSpanItems().get(1);
    assertThat(inner.getParentSpanId()).isEqualTo(outer.getSpanId());
    assertThat(attributes(inner)).containsKeys("gen_ai.usage.cost_usd");
    assertThat(attributes(outer))
        .containsEntry("parley.usage.role", "wrapper")
        .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("gen_ai.usage."));
    assertThat(attributes(inner)).containsEntry("gen_ai.conversation.id", "c1");
    assertThat(attributes(inner).get("gen_ai.conversation.turn_number"))
        .isEqualTo(attributes(outer).get("gen_ai.conversation.turn_number"));
  }

  @Test
  @DisplayName("An enforced budget refuses a stream before it is sent")
  void budget() {
    ChatCompletionService client = completions();
    Conversation.of("c1")
        .budget(Budget.of(Cost.ZERO).enforced())
        .run(
            () ->
                assertThatThrownBy(() -> client.createStreaming(hello()))
                    .isInstanceOf(BudgetExceededException.class));
    assertThat(server.bodies()).isEmpty();
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  @DisplayName("An unsampled stream works, gives no span, and is still measured")
  void unsampled() {
    measured(Sampler.alwaysOff());
    server.stream(Chunks.WHOLE);
    assertThat(read(completions().createStreaming(hello()))).hasSize(4);
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(metrics()).containsOnlyKeys(FIRST, DURATION, TOKENS);
  }

  @Test
  @DisplayName("A raw response that streams is observed when parsed, read, closed, or forgotten")
  void rawResponse() throws IOException {
    server.stream(Chunks.WHOLE).stream(Chunks.WHOLE).stream(Chunks.WHOLE).stream(Chunks.WHOLE);
    ChatCompletionService.WithRawResponse raw = completions().withRawResponse();
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
        raw.createStreaming(hello())) {
      assertThat(read(response.parse())).hasSize(4);
    }
    assertWhole();
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
            raw.createStreaming(hello());
        InputStream body = response.body()) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(Chunks.WHOLE);
    }
    assertWhole();
    raw.createStreaming(hello()).close();
    assertThat(attributes(onlySpan())).containsEntry(INCOMPLETE, true);
    exporter.reset();
    assertThat(raw.createStreaming(hello()).statusCode()).isEqualTo(200);
    assertThat(attributes(onlySpanOfForgotten())).containsEntry(INCOMPLETE, true);
  }

  private void assertWhole() {
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .doesNotContainKey(INCOMPLETE);
    exporter.reset();
  }

  private static void assertPartial(SpanData span, String content) {
    assertThat(attributes(span))
        .containsEntry(INCOMPLETE, true)
        .containsEntry("parley.stream.items", 1L)
        .containsEntry("gen_ai.completion.0.content", content)
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .containsEntry("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
        .doesNotContainKey("gen_ai.usage.input_tokens");
  }

  private ChatCompletionService completions() {
    return observed().chat().completions();
  }

  private StreamResponse<ChatCompletionChunk> replay(Recordings.Interaction interaction) {
    server.stream(interaction.response());
    ChatCompletionCreateParams.Body body =
        ObjectMappers.jsonMapper()
            .convertValue(interaction.request(), ChatCompletionCreateParams.Body.class);
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder().model(body.model()).messages(body.messages());
    body.tools().ifPresent(params::tools);
    body.n().ifPresent(params::n);
    body.streamOptions().ifPresent(params::streamOptions);
    return completions().createStreaming(params.build());
  }

  static <T> List<T> read(StreamResponse<T> response) {
    try (response) {
      return response.stream().toList();
    }
  }

  static ChatCompletionCreateParams hello() {
    return ChatCompletionCreateParams.builder()
        .model("gpt-4o-mini")
        .addUserMessage("Hello?")
        .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
        .build();
  }
}
