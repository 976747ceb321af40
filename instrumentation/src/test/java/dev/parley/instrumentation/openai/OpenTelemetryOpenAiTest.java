package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.instrumentation.testing.ReplayServer;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.openai.v1_1.OpenAITelemetry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** OpenTelemetry's own instrumentation of the client, as it is, with Parley beside it. */
class OpenTelemetryOpenAiTest {
  private static final String ANSWER =
      """
      {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini-2024-07-18",
       "choices":[{"index":0,"message":{"role":"assistant","content":"Hello.","refusal":null},
                   "finish_reason":"stop","logprobs":null}],
       "usage":{"prompt_tokens":2000,"completion_tokens":100,"total_tokens":2100}}
      """;
  private static final String STREAM =
      """
      data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini",\
      "choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}

      data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini",\
      "choices":[{"index":0,"delta":{"content":"lo."},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private ReplayServer server;
  private OpenAIClient plain;
  private Parley parley;
  private OpenAIClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ReplayServer();
    plain = OpenAIOkHttpClient.builder().apiKey("test").baseUrl(server.baseUrl()).build();
    parley =
        Parley.builder()
            .serviceName("test")
            .prices(PriceBook.empty().with("gpt-4o-mini", Price.perMillion("0.15", "0.60")))
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .spanExporter(SpanExporter.composite())
            .build();
    client =
        OpenAITelemetry.builder(parley.openTelemetry())
            .setCaptureMessageContent(true)
            .build()
            .wrap(plain);
  }

  @AfterEach
  void stop() {
    plain.close();
    server.close();
    parley.close();
  }

  private static ChatCompletionCreateParams hello() {
    return ChatCompletionCreateParams.builder().model("gpt-4o-mini").addUserMessage("Hi").build();
  }

  private Map<String, Object> attributes(String name) {
    SpanData span =
        exporter.getFinishedSpanItems().stream()
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError(exporter.getFinishedSpanItems().toString()));
    Map<String, Object> map = new TreeMap<>();
    span.getAttributes()
        .forEach((AttributeKey<?> key, Object value) -> map.put(key.getKey(), value));
    return map;
  }

  @Test
  @DisplayName("CTX-29 COST-14 D2: spans of OpenTelemetry's own instrumentation get ids and cost")
  void idsAndCost() {
    server.answer(200, ANSWER);
    try (ContextScope scope = Conversation.of("c1").user("u1").openTurn()) {
      client.chat().completions().create(hello());
    }

    assertThat(attributes("chat gpt-4o-mini"))
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("user.id", "u1")
        .containsEntry("gen_ai.conversation.turn_number", 1L)
        .containsEntry("gen_ai.usage.cost_usd", 0.00036)
        .containsEntry("parley.cost.source", "estimated");
  }

  @Test
  @DisplayName("What that instrumentation tells by log events is on its span")
  void content() {
    server.answer(200, ANSWER);
    client.chat().completions().create(hello());

    assertThat(attributes("chat gpt-4o-mini"))
        .containsEntry("gen_ai.prompt.0.role", "user")
        .containsEntry("gen_ai.prompt.0.content", "Hi")
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.completion.0.finish_reason", "stop")
        .containsKeys("gen_ai.input.messages", "gen_ai.output.messages");
  }

  @Test
  @DisplayName("BR-09 D13: its streamed answer lands on its span, not on the request around it")
  void streamed() {
    server.answer(200, Map.of("Content-Type", "text/event-stream"), STREAM);
    Span request = parley.tracer().spanBuilder("GET /chat").startSpan();
    try (Scope scope = request.makeCurrent();
        StreamResponse<ChatCompletionChunk> stream =
            client.chat().completions().createStreaming(hello())) {
      assertThat(stream.stream().count()).isEqualTo(2);
    }
    request.end();

    assertThat(attributes("chat gpt-4o-mini"))
        .containsEntry("gen_ai.completion.0.content", "Hello.");
    assertThat(attributes("GET /chat")).doesNotContainKey("gen_ai.completion");
  }
}
