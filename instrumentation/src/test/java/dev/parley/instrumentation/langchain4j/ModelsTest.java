package dev.parley.instrumentation.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.CurrentContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ModelsTest extends LangChain4jLoopback {

  private static final ChatRequest HELLO =
      ChatRequest.builder()
          .messages(
              SystemMessage.from("Be brief."),
              UserMessage.from(
                  TextContent.from("Hi"), ImageContent.from("https://shop.test/lamp.png")))
          .maxOutputTokens(50)
          .build();

  /** Notes what it is told, and by which conversation. */
  private static final class Heard implements StreamingChatResponseHandler {
    private final List<String> said = new ArrayList<>();
    private final List<String> conversations = new ArrayList<>();
    private final CompletableFuture<ChatResponse> answer = new CompletableFuture<>();

    @Override
    public void onPartialResponse(String text) {
      said.add(text);
      conversations.add(CurrentContext.conversationId());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      conversations.add(CurrentContext.conversationId());
      answer.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      answer.completeExceptionally(error);
    }
  }

  @Test
  @DisplayName("XP-03: a call of a chat model is told whole, with its price and what was said")
  void chat() throws Exception {
    server.answer(200, answer("Hello."));
    Conversation.of("c1").run(() -> instrumentation().instrument(model()).chat(HELLO));

    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("chat gpt-4o-mini");
    assertThat(attributes(span))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.request.model", "gpt-4o-mini")
        .containsEntry("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsEntry("gen_ai.request.temperature", 0.0)
        .containsEntry("gen_ai.request.max_tokens", 50L)
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 500L)
        .containsEntry("gen_ai.usage.output_tokens", 100L)
        .containsEntry("gen_ai.usage.reasoning.output_tokens", 40L)
        .containsEntry("gen_ai.usage.cost_usd", 0.00036)
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("gen_ai.conversation.turn_number", 1L);
    assertThat(json(span, "gen_ai.input.messages").findValuesAsText("content"))
        .containsExactly("Be brief.", "Hi");
    assertThat(json(span, "gen_ai.input.messages").findValuesAsText("uri"))
        .containsExactly("https://shop.test/lamp.png");
    assertThat(json(span, "gen_ai.output.messages").at("/0/finish_reason").asText())
        .isEqualTo("stop");
  }

  @Test
  @DisplayName("XP-03: what Anthropic counts beside the input, the cache, is within it on the span")
  void cacheBesideInput() {
    server.answer(
        200,
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
         "content":[{"type":"text","text":"Hello."}],"stop_reason":"end_turn",
         "usage":{"input_tokens":100,"cache_read_input_tokens":1000,
                  "cache_creation_input_tokens":200,"output_tokens":10}}
        """);
    assertThat(instrumentation().instrument(claude()).chat("Hi")).isEqualTo("Hello.");

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.provider.name", "anthropic")
        .containsEntry("gen_ai.usage.input_tokens", 1300L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 1000L)
        .containsEntry("gen_ai.usage.cache_write.input_tokens", 200L)
        .containsEntry("gen_ai.usage.output_tokens", 10L)
        .containsEntry("gen_ai.usage.cost_usd", 0.0015);
  }

  @Test
  @DisplayName("IN-05: a model that is observed three times over is told once")
  void once() {
    LangChain4jInstrumentation twice = instrumentation();
    server.answer(200, answer("Hello.")).answer(200, answer("Again."));
    ChatModel model =
        twice.instrument(
            instrumentation()
                .instrument(
                    model(twice.chatModelListener(), instrumentation().chatModelListener())));
    assertThat(model.chat("Hi")).isEqualTo("Hello.");
    assertThat(model.chat("Hi")).isEqualTo("Again.");

    assertThat(spans(2)).extracting(SpanData::getName).containsOnly("chat gpt-4o-mini");
  }

  @Test
  @DisplayName("IN-05: of a model over an instrumented client the client's call counts, and once")
  void overAnInstrumentedClient() {
    measured(Sampler.alwaysOn());
    server.answer(200, answer("Hello."));
    OpenAIClient client =
        OpenAiInstrumentation.create(parley)
            .instrument(
                OpenAIOkHttpClient.builder().apiKey("test").baseUrl(server.baseUrl()).build());
    ChatModel model = instrumentation().instrument(new ClientModel(client));
    Budget budget = Budget.of(Cost.usd("1"));
    try (ContextScope scope = Conversation.of("c1").budget(budget).open()) {
      assertThat(model.chat("Hi")).isEqualTo("Hello.");
    }

    List<SpanData> spans = spans(2);
    assertThat(attributes(spans.get(0))).containsEntry("gen_ai.usage.cost_usd", 0.00036);
    assertThat(attributes(spans.get(1)))
        .containsEntry("parley.usage.role", "wrapper")
        .doesNotContainKey("gen_ai.usage.cost_usd");
    assertThat(parley.conversations().stats("c1").calls()).isEqualTo(1);
  }

  /** A model over OpenAI's own client. */
  private record ClientModel(OpenAIClient client) implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      ChatCompletion answer =
          client
              .chat()
              .completions()
              .create(
                  ChatCompletionCreateParams.builder()
                      .model("gpt-4o-mini")
                      .addUserMessage("Hi")
                      .build());
      return ChatResponse.builder()
          .aiMessage(AiMessage.from(answer.choices().get(0).message().content().orElseThrow()))
          .tokenUsage(new TokenUsage(2000, 100))
          .build();
    }
  }

  @Test
  @DisplayName("CTX-29: a listener tells a framework's models without content too, and failures")
  void listener() {
    contentOff();
    server.answer(200, answer("Hello.")).answer(429, "{\"error\":{\"message\":\"slow down\"}}");
    ChatModel model = model(instrumentation().chatModelListener());
    try (ContextScope scope = Conversation.of("c1").user("u1").open()) {
      assertThat(model.chat(HELLO).aiMessage().text()).isEqualTo("Hello.");
      assertThatThrownBy(() -> model.chat(HELLO)).isInstanceOf(RateLimitException.class);
    }

    List<SpanData> spans = spans(2);
    assertThat(attributes(spans.get(0)))
        .containsEntry("gen_ai.usage.cost_usd", 0.00036)
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("user.id", "u1")
        .doesNotContainKeys("gen_ai.input.messages", "gen_ai.output.messages");
    assertThat(spans.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(spans.get(1)))
        .containsEntry("error.type", RateLimitException.class.getName())
        .containsEntry("http.response.status_code", 429L)
        .containsEntry("gen_ai.conversation.turn_number", 2L);
  }

  @Test
  @DisplayName("A budget that is spent stops a model, and marks what a listener hears")
  void budget() {
    Conversation broke = Conversation.of("c1").budget(Budget.of(Cost.usd("0.0001")).enforced());
    server.answer(200, answer("Hello.")).answer(200, answer("Hello."));
    ChatModel model = instrumentation().instrument(model());
    Heard heard = new Heard();
    try (ContextScope scope = broke.open()) {
      model.chat("Hi");
      assertThatThrownBy(() -> model.chat("Hi")).isInstanceOf(BudgetExceededException.class);
      instrumentation().instrument(streamingModel()).chat("Hi", heard);
      model(instrumentation().chatModelListener()).chat("Hi");
    }

    assertThat(heard.answer).isCompletedExceptionally();
    assertThat(server.requests()).hasSize(2);
    assertThat(attributes(spans(4).get(3)))
        .containsEntry("gen_ai.usage.cost_usd", 0.00036)
        .containsKey("parley.budget.spent_usd");
  }

  @Test
  @DisplayName("XP-03: a streamed call ends as its stream does, and its handler is in its context")
  void streamed() throws Exception {
    server.stream(streamed("Hel", "lo."));
    Heard heard = new Heard();
    Conversation.of("c1")
        .run(() -> instrumentation().instrument(streamingModel()).chat("Hi", heard));
    assertThat(heard.answer.get().aiMessage().text()).isEqualTo("Hello.");

    SpanData span = onlySpan();
    assertThat(heard.said).containsExactly("Hel", "lo.");
    assertThat(heard.conversations).containsOnly("c1");
    assertThat(attributes(span))
        .containsEntry("gen_ai.request.stream", true)
        .containsEntry("gen_ai.usage.input_tokens", 200L)
        .containsEntry("parley.stream.items", 2L)
        .containsKey("gen_ai.response.time_to_first_chunk")
        .doesNotContainKey("parley.stream.incomplete");
    assertThat(json(span, "gen_ai.output.messages").at("/0/parts/0/content").asText())
        .isEqualTo("Hello.");
  }

  @Test
  @DisplayName("A stream that is given up is told as far as it came")
  void cancelled() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(
        chunk("{\"role\":\"assistant\",\"content\":\"Hel\"}", "null"), gate, streamed("lo."));
    instrumentation()
        .instrument(streamingModel())
        .chat(
            "Hi",
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(PartialResponse text, PartialResponseContext context) {
                context.streamingHandle().cancel();
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {}

              @Override
              public void onError(Throwable error) {}
            });

    SpanData span = onlySpan();
    gate.countDown();
    assertThat(attributes(span)).containsEntry("parley.stream.incomplete", true);
    assertThat(json(span, "gen_ai.output.messages").at("/0/parts/0/content").asText())
        .isEqualTo("Hel");
  }

  @Test
  @DisplayName("A stream that fails is told as failed, after what came")
  void broken() {
    server.answer(500, "{}");
    Heard heard = new Heard();
    instrumentation().instrument(streamingModel()).chat("Hi", heard);

    assertThat(attributes(onlySpan())).containsEntry("http.response.status_code", 500L);
    assertThat(heard.answer.handle((answer, error) -> error).join()).isNotNull();
  }

  @Test
  @DisplayName("XP-03: embeddings are told with models and tokens, and are nothing that was said")
  void embeddings() {
    server.answer(200, EMBEDDED);
    instrumentation().instrument(embeddingModel()).embed("refunds");

    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("embeddings text-embedding-3-small");
    assertThat(attributes(span))
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.response.model", "text-embedding-3-small")
        .containsEntry("gen_ai.usage.input_tokens", 4L);
    assertThat(attributes(span).toString()).doesNotContain("refunds", "1.0, 0.0");
  }

  @Test
  @DisplayName("IN-05: a model of embeddings that is observed in all ways is told once")
  void embeddingsOnce() {
    server.answer(200, EMBEDDED);
    instrumentation()
        .instrument(embeddingModel().addListener(instrumentation().embeddingModelListener()))
        .embed("refunds");

    assertThat(spans(1)).hasSize(1);
  }

  @Test
  @DisplayName("What is switched off is as if it were plain")
  void off() {
    server.answer(200, answer("Hello.")).answer(200, answer("Hello."));
    LangChain4jInstrumentation instrumentation = instrumentation();
    ChatModel model = instrumentation.instrument(model(instrumentation.chatModelListener()));
    instrumentation.uninstrument();
    model.chat("Hi");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();

    instrumentation.instrument(model()).chat("Hi");
    assertThat(spans(1)).hasSize(1);
  }
}
