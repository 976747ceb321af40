package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonMissing;
import com.openai.core.ObjectMappers;
import com.openai.core.http.HttpResponseFor;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.instrumentation.internal.service.Endpoint;
import dev.parley.instrumentation.testing.Recordings;
import dev.parley.instrumentation.testing.ReplayServer;
import dev.parley.instrumentation.testing.TestParley;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The real client, against a loopback server that replays recorded answers. */
class OpenAiInstrumentationTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String ANSWER =
      """
      {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini-2024-07-18",
       "choices":[{"index":0,"message":{"role":"assistant","content":"Hello.","refusal":null},
                   "finish_reason":"stop","logprobs":null}],
       "usage":{"prompt_tokens":2000,"completion_tokens":100,"total_tokens":2100,
                "prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":64,"audio_tokens":0}}}
      """;

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private ReplayServer server;
  private Parley parley;
  private OpenAIClient plain;

  @BeforeEach
  void start() throws IOException {
    server = new ReplayServer();
    plain =
        OpenAIOkHttpClient.builder().apiKey("test").baseUrl(server.baseUrl()).maxRetries(1).build();
    parley = TestParley.over(exporter, metrics, Sampler.alwaysOn());
  }

  @AfterEach
  void stop() {
    plain.close();
    server.close();
    parley.close();
  }

  @Test
  @DisplayName("OAI-01: a chat is a CLIENT span with operation, provider, server and usage")
  void span() {
    server.answer(200, ANSWER);

    observed().chat().completions().create(hello());

    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("chat gpt-4o-mini");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(attributes(span))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.system", "openai")
        .containsEntry("gen_ai.request.model", "gpt-4o-mini")
        .containsEntry("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .containsEntry("gen_ai.usage.output_tokens", 100L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 1024L)
        .containsEntry("gen_ai.usage.reasoning.output_tokens", 64L)
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", (long) server.port());
  }

  @Test
  @DisplayName("OAI-01: the port is absent when it is the scheme's own")
  void endpoint() {
    assertThat(OpenAiEndpoints.of(null).read("https://api.openai.com/v1"))
        .isEqualTo(new Endpoint("api.openai.com", null, "openai"));
    assertThat(OpenAiEndpoints.of(null).read("https://shop.openai.azure.com:443/openai"))
        .isEqualTo(new Endpoint("shop.openai.azure.com", null, "azure.ai.openai"));
    assertThat(OpenAiEndpoints.of(null).read("http://localhost:8080/v1"))
        .isEqualTo(new Endpoint("localhost", 8080, "openai"));
    assertThat(OpenAiEndpoints.of(null).read("no url at all")).isEqualTo(OpenAiEndpoints.UNKNOWN);
  }

  @Test
  @DisplayName("An enforced budget stops the next call before it is sent, as the client fails")
  void enforcedBudget() {
    server.answer(200, ANSWER);
    Conversation spent = Conversation.of("c1").budget(Budget.of(Cost.ZERO).enforced());

    spent.run(
        () -> {
          assertThatThrownBy(() -> observed().chat().completions().create(hello()))
              .isInstanceOf(BudgetExceededException.class);
          assertThatThrownBy(() -> observed().async().chat().completions().create(hello()).join())
              .hasCauseInstanceOf(BudgetExceededException.class);
        });

    assertThat(server.bodies()).isEmpty();
    assertThat(exporter.getFinishedSpanItems())
        .hasSize(2)
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
    assertThat(observed().chat().completions().create(hello()).choices()).hasSize(1);
  }

  @Test
  @DisplayName("A body that breaks off while it is read is a failed call")
  void brokenBody() {
    server.breakOff(200, ANSWER);
    try (HttpResponseFor<ChatCompletion> response =
        observed().chat().completions().withRawResponse().create(hello())) {
      assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
    }

    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  @DisplayName(
      "TK-03: by default roles, ids, tool names and definitions, but nothing that was said")
  void withoutContent() throws IOException {
    parley = TestParley.built(exporter, false);
    List<SpanData> spans = replay("openai-chat-completion-tool-calls-with-content");

    assertThat(spans).hasSize(2);
    assertThat(attributes(spans.get(0)))
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.1.role", "user")
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.tool_calls.0.id", "call_JpNb8OiAkbIbHzDggfpdDHpi")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.name", "get_current_weather")
        .containsKey("gen_ai.tool.definitions")
        .containsKey("gen_ai.request.tools.0.function.description");
    assertThat(attributes(spans.get(1)))
        .containsEntry("gen_ai.prompt.3.tool_call_id", "call_JpNb8OiAkbIbHzDggfpdDHpi");
    for (SpanData span : spans) {
      assertThat(attributes(span).keySet())
          .noneMatch(key -> key.endsWith(".content") || key.endsWith(".arguments"))
          .doesNotContain("gen_ai.input.messages", "gen_ai.output.messages");
    }
  }

  @Test
  @DisplayName("TK-04, OAI-02: with content, system, user, assistant and tool messages are indexed")
  void messages() throws IOException {
    parley = TestParley.built(exporter, true);
    List<SpanData> spans = replay("openai-chat-completion-tool-calls-with-content");

    assertThat(attributes(spans.get(1)))
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.0.content", "You're a helpful assistant.")
        .containsEntry("gen_ai.prompt.1.role", "user")
        .containsEntry("gen_ai.prompt.2.role", "assistant")
        .containsEntry("gen_ai.prompt.2.tool_calls.1.function.name", "get_current_weather")
        .containsEntry("gen_ai.prompt.3.role", "tool")
        .containsEntry("gen_ai.prompt.3.content", "50 degrees and raining")
        .containsEntry("gen_ai.prompt.4.tool_call_id", "call_vaFQc3zK6hHTRZKXRI5Eo2cJ")
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.finish_reason", "stop");
    JsonNode input = json(spans.get(1), "gen_ai.input.messages");
    assertThat(input).hasSize(5);
    assertThat(input.at("/2/parts/0/type").asText()).isEqualTo("tool_call");
    assertThat(input.at("/2/parts/0/arguments/location").asText()).isEqualTo("Seattle, WA");
    assertThat(input.at("/3/parts/0").toString())
        .isEqualTo(
            "{\"type\":\"tool_call_response\",\"id\":\"call_JpNb8OiAkbIbHzDggfpdDHpi\","
                + "\"response\":\"50 degrees and raining\"}");
    JsonNode output = json(spans.get(1), "gen_ai.output.messages");
    assertThat(output.at("/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(output.at("/0/parts/0/content").asText()).startsWith("Today, the weather");
  }

  @Test
  @DisplayName("OAI-04: parallel tool calls keep ids, type, names and arguments; two spans")
  void toolCalls() throws IOException {
    parley = TestParley.built(exporter, true);
    List<SpanData> spans = replay("openai-chat-completion-tool-calls-with-content");

    assertThat(spans).hasSize(2);
    assertThat(attributes(spans.get(0)))
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_calls"))
        .containsEntry("gen_ai.completion.0.tool_calls.0.id", "call_JpNb8OiAkbIbHzDggfpdDHpi")
        .containsEntry("gen_ai.completion.0.tool_calls.1.id", "call_vaFQc3zK6hHTRZKXRI5Eo2cJ")
        .containsEntry("gen_ai.completion.0.tool_calls.1.type", "function")
        .containsEntry(
            "gen_ai.completion.0.tool_calls.1.function.arguments",
            "{\"location\": \"San Francisco, CA\"}");
    JsonNode output = json(spans.get(0), "gen_ai.output.messages");
    assertThat(output.at("/0/finish_reason").asText()).isEqualTo("tool_call");
    assertThat(output.at("/0/parts/1/id").asText()).isEqualTo("call_vaFQc3zK6hHTRZKXRI5Eo2cJ");
  }

  @Test
  @DisplayName("OAI-05: request tools in both families of keys")
  void tools() throws IOException {
    parley = TestParley.built(exporter, false);
    SpanData span = replay("openai-chat-completion-tool-calls-with-content").get(0);

    JsonNode definitions = json(span, "gen_ai.tool.definitions");
    assertThat(definitions.at("/0/name").asText()).isEqualTo("get_current_weather");
    assertThat(definitions.at("/0/type").asText()).isEqualTo("function");
    assertThat(definitions.at("/0/parameters/required/0").asText()).isEqualTo("location");
    assertThat(attributes(span))
        .containsEntry("gen_ai.request.tools.0.type", "function")
        .containsEntry("gen_ai.request.tools.0.function.name", "get_current_weather");
    assertThat(json(span, "gen_ai.request.tools.0.function.parameters"))
        .isEqualTo(definitions.at("/0/parameters"));
  }

  @Test
  @DisplayName("OAI-06 OAI-19: user, seed, format, limits and both service tiers")
  void parameters() throws IOException {
    assertThat(attributes(replay("openai-chat-completion-extra-params").get(0)))
        .containsEntry("gen_ai.request.user", "test_user")
        .containsEntry("gen_ai.request.seed", 42L)
        .containsEntry("gen_ai.openai.request.seed", 42L)
        .containsEntry("gen_ai.openai.request.response_format", "text")
        .containsEntry("gen_ai.output.type", "text")
        .containsEntry("gen_ai.request.temperature", 0.5)
        .containsEntry("gen_ai.request.max_tokens", 50L)
        .containsEntry("openai.request.service_tier", "default")
        .containsEntry("openai.response.service_tier", "default")
        .containsEntry("openai.response.system_fingerprint", "fp_06737a9306");

    server.answer(200, ANSWER.replace("\"usage\"", "\"service_tier\":\"flex\",\"usage\""));
    exporter.reset();
    observed()
        .chat()
        .completions()
        .create(
            hello().toBuilder()
                .serviceTier(ChatCompletionCreateParams.ServiceTier.PRIORITY)
                .build());
    assertThat(attributes(onlySpan()))
        .containsEntry("openai.request.service_tier", "priority")
        .containsEntry("gen_ai.openai.request.service_tier", "priority")
        .containsEntry("openai.response.service_tier", "flex")
        .containsEntry("gen_ai.openai.response.service_tier", "flex");
  }

  @Test
  @DisplayName("OAI-03: every choice, with its finish reason")
  void choices() throws IOException {
    parley = TestParley.built(exporter, true);
    SpanData span = replay("openai-chat-completion-multiple-choices").get(0);

    assertThat(attributes(span))
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop", "stop"))
        .containsEntry("gen_ai.request.choice.count", 2L)
        .containsEntry("gen_ai.completion.1.role", "assistant");
    assertThat(json(span, "gen_ai.output.messages")).hasSize(2);
  }

  @Test
  @DisplayName("OAI-03: a choice without a finish reason ended in error")
  void unfinishedChoice() {
    server.answer(200, ANSWER.replace("\"finish_reason\":\"stop\"", "\"finish_reason\":null"));
    observed().chat().completions().create(hello());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.response.finish_reasons", List.of("error"));
  }

  @Test
  @DisplayName("OAI-07: text parts are captured, images are placeholders")
  void contentParts() throws Exception {
    parley = TestParley.built(exporter, true);
    ChatCompletionCreateParams.Body body =
        ObjectMappers.jsonMapper()
            .readValue(
                """
                {"model":"gpt-4o-mini","messages":[{"role":"user","content":[
                  {"type":"text","text":"What is this?"},
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAABBBB"}},
                  {"type":"image_url","image_url":{"url":"https://example.com/cat.png"}}]}]}
                """,
                ChatCompletionCreateParams.Body.class);
    server.answer(200, ANSWER);
    observed().chat().completions().create(hello().toBuilder().messages(body.messages()).build());

    SpanData span = onlySpan();
    assertThat(attributes(span))
        .containsEntry("gen_ai.prompt.0.content", "What is this?\n[image]\n[image]");
    JsonNode parts = json(span, "gen_ai.input.messages").at("/0/parts");
    assertThat(parts.at("/0/content").asText()).isEqualTo("What is this?");
    assertThat(parts.at("/1/mime_type").asText()).isEqualTo("image/png");
    assertThat(parts.toString()).doesNotContain("AAAABBBB");
    assertThat(parts.at("/2/uri").asText()).isEqualTo("https://example.com/cat.png");
  }

  @Test
  @DisplayName("OAI-17: a request without a model goes on, in a span named chat")
  @SuppressWarnings("unchecked") // A missing field is of every type.
  void noModel() {
    server.answer(200, ANSWER);
    ChatCompletion completion =
        observed()
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model(JsonMissing.of())
                    .addUserMessage("Hello?")
                    .build());

    assertThat(completion.id()).isEqualTo("chatcmpl-1");
    assertThat(onlySpan().getName()).isEqualTo("chat");
    assertThat(attributes(onlySpan())).doesNotContainKey("gen_ai.request.model");
  }

  @Test
  @DisplayName("OAI-18, TK-06: what was not set is not recorded; what was set to 0 is")
  void unsetOptions() {
    server.answer(200, ANSWER);
    observed().chat().completions().create(hello().toBuilder().temperature(0.0).build());

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.request.temperature", 0.0)
        .doesNotContainKeys(
            "gen_ai.request.top_p",
            "gen_ai.request.max_tokens",
            "gen_ai.request.seed",
            "gen_ai.request.user",
            "gen_ai.request.choice.count",
            "gen_ai.output.type",
            "openai.request.service_tier")
        .allSatisfy((key, value) -> assertThat(value.toString()).isNotEqualTo("NOT_GIVEN"));
  }

  @Test
  @DisplayName("OAI-13: a 404 is an error span, and the exception is the client's own")
  void notFound() throws IOException {
    Recordings.Interaction recording = Recordings.read("openai-chat-completion-404").get(0);
    server.answer(recording);

    assertThatThrownBy(() -> observed().chat().completions().create(hello()))
        .isExactlyInstanceOf(NotFoundException.class);

    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).contains("does not exist");
    assertThat(attributes(span))
        .containsEntry("error.type", NotFoundException.class.getName())
        .containsEntry("http.response.status_code", 404L)
        .doesNotContainKey("gen_ai.usage.input_tokens");
    assertThat(metrics.collectAllMetrics())
        .extracting(metric -> metric.getName())
        .containsExactly("gen_ai.client.operation.duration");
  }

  @Test
  @DisplayName("OAI-13: a refused connection is an error span")
  void refusedConnection() {
    server.close();
    Throwable failure = catchThrowable(() -> observed().chat().completions().create(hello()));
    assertThat(failure).isInstanceOf(OpenAIIoException.class);
    assertThat(attributes(onlySpan())).containsEntry("error.type", failure.getClass().getName());
  }

  @Test
  @DisplayName("OAI-13: a timeout is an error span, and its duration is labelled")
  void timeout() throws IOException {
    // Nobody answers on a socket that is only bound; the client gives up by itself.
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      OpenAIClient impatient =
          plain.withOptions(
              options ->
                  options
                      .baseUrl("http://127.0.0.1:" + silent.getLocalPort() + "/v1")
                      .maxRetries(0)
                      .timeout(Duration.ofMillis(200)));
      OpenAIClient client = OpenAiInstrumentation.create(parley).instrument(impatient);
      Throwable failure = catchThrowable(() -> client.chat().completions().create(hello()));
      assertThat(failure).isInstanceOf(OpenAIIoException.class);
      assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(attributes(onlySpan())).containsEntry("error.type", failure.getClass().getName());
      assertThat(metrics.collectAllMetrics())
          .singleElement()
          .satisfies(
              metric ->
                  assertThat(metric.getHistogramData().getPoints())
                      .singleElement()
                      .satisfies(
                          point ->
                              assertThat(
                                      point
                                          .getAttributes()
                                          .get(AttributeKey.stringKey("error.type")))
                                  .isEqualTo(failure.getClass().getName())));
    }
  }

  @Test
  @DisplayName("The question's content never pushes the error's type out")
  void errorOnFullSpan() {
    parley = TestParley.built(exporter, true);
    server.answer(404, "{\"error\":{\"message\":\"no such model\"}}");
    ChatCompletionCreateParams.Builder request = hello().toBuilder();
    for (int i = 0; i < 600; i++) {
      request.addUserMessage("message " + i);
    }
    OpenAIClient client = observed();
    assertThatThrownBy(() -> client.chat().completions().create(request.build()))
        .isExactlyInstanceOf(NotFoundException.class);
    assertThat(attributes(onlySpan()))
        .hasSize(512)
        .containsEntry("error.type", NotFoundException.class.getName())
        .containsEntry("http.response.status_code", 404L);
  }

  @Test
  @DisplayName("OAI-14: the async client gives the same spans and the same failures")
  void async() throws IOException {
    server.answer(200, ANSWER);
    ChatCompletion completion = observed().async().chat().completions().create(hello()).join();
    assertThat(completion.usage().orElseThrow().promptTokens()).isEqualTo(2000);
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.usage.input_tokens", 2000L);

    exporter.reset();
    server.answer(Recordings.read("openai-async-chat-completion-404").get(0));
    assertThatThrownBy(() -> observed().async().chat().completions().create(hello()).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseExactlyInstanceOf(NotFoundException.class);
    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", NotFoundException.class.getName());
  }

  @Test
  @DisplayName("OAI-20: an unsampled call works, gives no span, and is still measured")
  void unsampled() {
    parley = TestParley.over(exporter, metrics, Sampler.alwaysOff());
    server.answer(200, ANSWER);
    assertThat(observed().chat().completions().create(hello()).id()).isEqualTo("chatcmpl-1");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(metrics.collectAllMetrics()).hasSize(2);
  }

  @Test
  @DisplayName("A retry of the client belongs to the call that it repeats")
  void retry() {
    server.answer(429, Map.of("retry-after-ms", "5"), "{\"error\":{\"message\":\"slow down\"}}");
    server.answer(200, ANSWER);
    observed().chat().completions().create(hello());
    assertThat(server.bodies()).hasSize(2);
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attributes(onlySpan())).containsEntry("http.request.resend_count", 1L);

    exporter.reset();
    server.answer(200, ANSWER);
    observed().chat().completions().create(hello());
    assertThat(attributes(onlySpan())).doesNotContainKey("http.request.resend_count");
  }

  @Test
  @DisplayName("A raw response ends its call when parsed, when read, or when closed")
  void rawResponse() throws IOException {
    server.answer(200, ANSWER).answer(200, ANSWER).answer(200, ANSWER);
    var completions = observed().chat().completions().withRawResponse();

    try (HttpResponseFor<ChatCompletion> parsed = completions.create(hello())) {
      assertThat(parsed.statusCode()).isEqualTo(200);
      assertThat(exporter.getFinishedSpanItems()).isEmpty();
      assertThat(parsed.parse().id()).isEqualTo("chatcmpl-1");
      assertThat(attributes(onlySpan())).containsEntry("gen_ai.usage.input_tokens", 2000L);
    }
    exporter.reset();
    try (HttpResponseFor<ChatCompletion> read = completions.create(hello())) {
      assertThat(JSON.readTree(read.body().readAllBytes()).path("id").asText())
          .isEqualTo("chatcmpl-1");
    }
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.usage.input_tokens", 2000L);
    exporter.reset();
    try (HttpResponseFor<ChatCompletion> unread = completions.create(hello())) {
      assertThat(unread.headers().names()).isNotEmpty();
    }
    assertThat(attributes(onlySpan())).doesNotContainKey("gen_ai.usage.input_tokens");
  }

  @Test
  @DisplayName("A raw response is recorded when a parser closes it before its end, or breaks off")
  void rawResponseParsedByOthers() throws IOException {
    server.answer(200, ANSWER).answer(200, ANSWER);
    var completions = observed().chat().completions().withRawResponse();
    try (HttpResponseFor<ChatCompletion> response = completions.create(hello());
        InputStream body = response.body()) {
      assertThat(body.readNBytes(ANSWER.strip().length())).isNotEmpty();
    }
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.usage.input_tokens", 2000L);

    exporter.reset();
    try (HttpResponseFor<ChatCompletion> response = completions.create(hello());
        InputStream body = response.body()) {
      assertThat(body.readNBytes(20)).hasSize(20);
    }
    assertThat(attributes(onlySpan())).doesNotContainKey("gen_ai.usage.input_tokens");
  }

  @Test
  @DisplayName("Other options keep the client observed, at the endpoint that they name")
  void otherOptions() {
    server.answer(200, ANSWER);
    String other = "http://localhost:" + server.port() + "/v1";
    observed().withOptions(options -> options.baseUrl(other)).chat().completions().create(hello());
    assertThat(attributes(onlySpan())).containsEntry("server.address", "localhost");
  }

  @Test
  @DisplayName("Observed once however often wrapped; uninstrument gives the plain client back")
  void uninstrument() {
    OpenAiInstrumentation instrumentation = OpenAiInstrumentation.create(parley);
    OpenAIClient once = instrumentation.instrument(plain);
    assertThat(instrumentation.instrument(once)).isSameAs(once);
    assertThat(once.equals(instrumentation.instrument(plain))).isTrue();
    assertThat(instrumentation.uninstrument(once)).isSameAs(plain);
    assertThat(instrumentation.uninstrument(plain)).isSameAs(plain);

    server.answer(200, ANSWER);
    instrumentation.uninstrument(once).chat().completions().create(hello());
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  @DisplayName("CTX-29: calls in a conversation carry its id and are turns 1, 2, 3")
  void turns() {
    server.answer(200, ANSWER).answer(200, ANSWER).answer(200, ANSWER);
    OpenAIClient client = observed();
    try (var scope = Conversation.of("c1").user("u1").open()) {
      for (int i = 0; i < 3; i++) {
        client.chat().completions().create(hello());
      }
    }
    assertThat(exporter.getFinishedSpanItems())
        .extracting(span -> attributes(span).get("gen_ai.conversation.turn_number"))
        .containsExactly(1L, 2L, 3L);
    assertThat(exporter.getFinishedSpanItems())
        .allSatisfy(
            span ->
                assertThat(attributes(span))
                    .containsEntry("gen_ai.conversation.id", "c1")
                    .containsEntry("user.id", "u1"));
  }

  @Test
  @DisplayName("A Step.llm around the client gives two spans of one call, and it counts once")
  void step() {
    server.answer(200, ANSWER);
    OpenAIClient client = observed();
    Step.llm("answer").on(parley).call(() -> client.chat().completions().create(hello()));

    assertThat(exporter.getFinishedSpanItems()).hasSize(2);
    SpanData inner = exporter.getFinishedSpanItems().get(0);
    SpanData outer = exporter.getFinishedSpanItems().get(1);
    assertThat(inner.getParentSpanId()).isEqualTo(outer.getSpanId());
    assertThat(attributes(inner))
        .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.cost_usd");
    assertThat(attributes(outer))
        .containsEntry("parley.usage.role", "wrapper")
        .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("gen_ai.usage."));
  }

  @Test
  @DisplayName("COST-14: the call carries its cost where the model has a price")
  void cost() {
    server.answer(200, ANSWER);
    observed().chat().completions().create(hello());
    // 2000 * 0.15 / 1M + 100 * 0.60 / 1M
    assertThat((Double) attributes(onlySpan()).get("gen_ai.usage.cost_usd"))
        .isCloseTo(0.00036, within(1e-12));
  }

  private OpenAIClient observed() {
    return OpenAiInstrumentation.create(parley).instrument(plain);
  }

  @SuppressWarnings("deprecation") // The recordings use options that newer models no longer take.
  private List<SpanData> replay(String recording) throws IOException {
    List<Recordings.Interaction> interactions = Recordings.read(recording);
    OpenAIClient client = observed();
    for (Recordings.Interaction interaction : interactions) {
      server.answer(interaction);
      ChatCompletionCreateParams.Body body =
          ObjectMappers.jsonMapper()
              .convertValue(interaction.request(), ChatCompletionCreateParams.Body.class);
      ChatCompletionCreateParams.Builder params =
          ChatCompletionCreateParams.builder().model(body.model()).messages(body.messages());
      body.tools().ifPresent(params::tools);
      body.maxTokens().ifPresent(params::maxTokens);
      body.n().ifPresent(params::n);
      body.seed().ifPresent(params::seed);
      body.temperature().ifPresent(params::temperature);
      body.user().ifPresent(params::user);
      body.responseFormat().ifPresent(params::responseFormat);
      body.serviceTier().ifPresent(params::serviceTier);
      client.chat().completions().create(params.build());
    }
    return exporter.getFinishedSpanItems();
  }

  private SpanData onlySpan() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }

  private static ChatCompletionCreateParams hello() {
    return ChatCompletionCreateParams.builder()
        .model("gpt-4o-mini")
        .addUserMessage("Hello?")
        .build();
  }

  private static JsonNode json(SpanData span, String key) throws IOException {
    return JSON.readTree(attributes(span).get(key).toString());
  }

  private static Map<String, Object> attributes(SpanData span) {
    Map<String, Object> attributes = new TreeMap<>();
    span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    return attributes;
  }
}
