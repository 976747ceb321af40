package dev.parley.instrumentation.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.anthropic.core.JsonValue;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StructuredMessage;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Step;
import dev.parley.sdk.tracking.ConversationStats;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages that come at once. */
class MessagesTest extends AnthropicLoopback {

  /** A request with all that this instrumentation knows, as the provider's reference has it. */
  private static final String LONG =
      """
      {"model":"claude-sonnet-4-5","max_tokens":4096,"temperature":0,"top_p":0.5,"top_k":0,
       "stop_sequences":["END"],"service_tier":"auto","metadata":{"user_id":"u-1"},
       "thinking":{"type":"enabled","budget_tokens":2048},
       "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},
       "system":[{"type":"text","text":"Be brief."},
                 {"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}}],
       "tools":[{"name":"weather","description":"Tells the weather.",
                 "input_schema":{"type":"object","properties":{"city":{"type":"string"}}}},
                {"type":"web_search_20250305","name":"web_search"}],
       "messages":[
         {"role":"user","content":[
           {"type":"text","text":"What is this?"},
           {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGFsbG8="}},
           {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
           {"type":"document","source":{"type":"file","file_id":"file_1"}}]},
         {"role":"assistant","content":[
           {"type":"thinking","thinking":"Let me look.","signature":"c2ln"},
           {"type":"redacted_thinking","data":"0123456789"},
           {"type":"text","text":"I will look."},
           {"type":"server_tool_use","id":"srv_1","name":"web_search","input":{"query":"x"}},
           {"type":"web_search_tool_result","tool_use_id":"srv_1","content":[
             {"type":"web_search_result","url":"https://example.com","title":"X",
              "encrypted_content":"secret"}]},
           {"type":"tool_use","id":"tu_1","name":"weather","input":{"city":"Paris"}},
           {"type":"tool_use","id":"tu_2","name":"weather","input":{"city":"Rome"}}]},
         {"role":"user","content":[
           {"type":"text","text":"Here:"},
           {"type":"tool_result","tool_use_id":"tu_1","content":"rainy"},
           {"type":"tool_result","tool_use_id":"tu_2","is_error":true,"content":[
             {"type":"text","text":"no"},{"type":"text","text":"service"}]},
           {"type":"text","text":"And now?"}]}]}
      """;

  private static final String ANSWER =
      """
      {"id":"msg_2","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
       "content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                  {"type":"text","text":"It rains.","citations":null},
                  {"type":"tool_use","id":"tu_3","name":"weather","input":{"city":"Oslo"}}],
       "stop_reason":"tool_use","stop_sequence":null,
       "usage":{"input_tokens":100,"cache_read_input_tokens":1000,
                "cache_creation_input_tokens":300,
                "cache_creation":{"ephemeral_5m_input_tokens":200,"ephemeral_1h_input_tokens":100},
                "output_tokens":50,"output_tokens_details":{"thinking_tokens":20},
                "service_tier":"standard"}}
      """;

  private static MessageCreateParams read(String body) throws IOException {
    MessageCreateParams.Body read =
        ObjectMappers.jsonMapper().readValue(body, MessageCreateParams.Body.class);
    return MessageCreateParams.builder().body(read).build();
  }

  @Test
  @DisplayName("XP-01: a message is a CLIENT span with model, provider, server, options and usage")
  void span() throws IOException {
    server.answer(200, Map.of("request-id", "req_1"), ANSWER);

    Message message = observed().messages().create(read(LONG));

    assertThat(message.id()).isEqualTo("msg_2");
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("chat claude-sonnet-4-5");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(attributes(span))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.provider.name", "anthropic")
        .containsEntry("gen_ai.system", "anthropic")
        .containsEntry("gen_ai.request.model", MODEL)
        .containsEntry("gen_ai.request.max_tokens", 4096L)
        .containsEntry("gen_ai.request.top_p", 0.5)
        .containsEntry("gen_ai.request.stop_sequences", List.of("END"))
        .containsEntry("gen_ai.request.user", "u-1")
        .containsEntry("gen_ai.request.reasoning.level", "2048")
        .containsEntry("gen_ai.output.type", "json")
        .containsEntry("anthropic.thinking.type", "enabled")
        .containsEntry("anthropic.thinking.budget_tokens", 2048L)
        .containsEntry("anthropic.request.service_tier", "auto")
        .containsEntry("anthropic.response.service_tier", "standard")
        .containsEntry("anthropic.request.id", "req_1")
        .containsEntry("gen_ai.response.id", "msg_2")
        .containsEntry("gen_ai.response.model", "claude-sonnet-4-5-20250929")
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_use"))
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", (long) server.port())
        .doesNotContainKeys("gen_ai.request.stream", "http.request.resend_count");
  }

  @Test
  @DisplayName("TK-06: a temperature and a top_k of 0 are recorded, what is not set is absent")
  void zero() throws IOException {
    server.answer(200, ANSWER).answer(200, HELLO);

    observed().messages().create(read(LONG));
    observed().messages().create(hello());

    assertThat(attributes(exporter.getFinishedSpanItems().get(0)))
        .containsEntry("gen_ai.request.temperature", 0.0)
        .containsEntry("gen_ai.request.top_k", 0L);
    assertThat(attributes(exporter.getFinishedSpanItems().get(1)))
        .doesNotContainKeys(
            "gen_ai.request.temperature",
            "gen_ai.request.top_p",
            "gen_ai.request.top_k",
            "gen_ai.request.stop_sequences",
            "gen_ai.request.user",
            "gen_ai.request.reasoning.level",
            "gen_ai.output.type",
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.reasoning.output_tokens");
  }

  @Test
  @DisplayName("XP-01: what the cache read and wrote is input too, and has its price")
  void usage() throws IOException {
    server.answer(200, ANSWER);

    observed().messages().create(read(LONG));

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 1400L)
        .containsEntry("gen_ai.usage.output_tokens", 50L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 1000L)
        .containsEntry("gen_ai.usage.cache_write.input_tokens", 300L)
        .containsEntry("anthropic.usage.cache_creation.ephemeral_5m_input_tokens", 200L)
        .containsEntry("anthropic.usage.cache_creation.ephemeral_1h_input_tokens", 100L)
        .containsEntry("gen_ai.usage.reasoning.output_tokens", 20L);
    assertThat((Double) attributes(onlySpan()).get("gen_ai.usage.cost_usd"))
        .isCloseTo((100 * 3.0 + 1000 * 0.3 + 300 * 3.75 + 50 * 15.0) / 1e6, within(1e-12));
  }

  @Test
  @DisplayName("XP-01: system, user, assistant and tool messages, in their order")
  void messages() throws IOException {
    server.answer(200, ANSWER);

    observed().messages().create(read(LONG));

    SpanData span = onlySpan();
    assertThat(json(span, "gen_ai.system_instructions"))
        .isEqualTo(
            tree(
                """
                [{"type":"text","content":"Be brief."},{"type":"text","content":"Be kind."}]
                """));
    assertThat(json(span, "gen_ai.input.messages"))
        .isEqualTo(
            tree(
                """
                [{"role":"user","parts":[
                   {"type":"text","content":"What is this?"},
                   {"type":"blob","modality":"image","mime_type":"image/png","content":"",
                    "omitted_characters":8},
                   {"type":"uri","modality":"image","uri":"https://example.com/a.png"},
                   {"type":"file","modality":"document","file_id":"file_1"}]},
                 {"role":"assistant","parts":[
                   {"type":"reasoning","content":"Let me look."},
                   {"type":"redacted_thinking","omitted_characters":10},
                   {"type":"text","content":"I will look."},
                   {"type":"server_tool_call","id":"srv_1","name":"web_search",
                    "server_tool_call":{"type":"web_search","arguments":{"query":"x"}}},
                   {"type":"server_tool_call_response","id":"srv_1",
                    "server_tool_call_response":{"type":"web_search_tool_result","response":[
                      {"type":"web_search_result","url":"https://example.com","title":"X"}]}},
                   {"type":"tool_call","id":"tu_1","name":"weather","arguments":{"city":"Paris"}},
                   {"type":"tool_call","id":"tu_2","name":"weather","arguments":{"city":"Rome"}}]},
                 {"role":"user","parts":[{"type":"text","content":"Here:"}]},
                 {"role":"tool","parts":[
                   {"type":"tool_call_response","id":"tu_1","response":"rainy"}]},
                 {"role":"tool","parts":[
                   {"type":"tool_call_response","id":"tu_2","response":"no\\nservice"}]},
                 {"role":"user","parts":[{"type":"text","content":"And now?"}]}]
                """));
    assertThat(json(span, "gen_ai.output.messages"))
        .isEqualTo(
            tree(
                """
                [{"role":"assistant","parts":[
                   {"type":"reasoning","content":"Hm."},
                   {"type":"text","content":"It rains."},
                   {"type":"tool_call","id":"tu_3","name":"weather","arguments":{"city":"Oslo"}}],
                  "finish_reason":"tool_call"}]
                """));
    assertThat(json(span, "gen_ai.tool.definitions"))
        .isEqualTo(
            tree(
                """
                [{"type":"function","name":"weather","description":"Tells the weather.",
                  "parameters":{"type":"object","properties":{"city":{"type":"string"}}}},
                 {"type":"web_search_20250305","name":"web_search"}]
                """));
  }

  @Test
  @DisplayName("XP-01: the same in the indexed form")
  void indexed() throws IOException {
    server.answer(200, ANSWER);

    observed().messages().create(read(LONG));

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.0.content", "Be brief.\nBe kind.")
        .containsEntry("gen_ai.prompt.1.role", "user")
        .containsEntry("gen_ai.prompt.1.content", "What is this?\n[image]\n[image]\n[file]")
        .containsEntry("gen_ai.prompt.2.role", "assistant")
        .containsEntry("gen_ai.prompt.2.tool_calls.0.id", "tu_1")
        .containsEntry("gen_ai.prompt.2.tool_calls.0.type", "function")
        .containsEntry("gen_ai.prompt.2.tool_calls.1.function.name", "weather")
        .containsEntry("gen_ai.prompt.2.tool_calls.1.function.arguments", "{\"city\":\"Rome\"}")
        .containsEntry("gen_ai.prompt.3.content", "Here:")
        .containsEntry("gen_ai.prompt.4.role", "tool")
        .containsEntry("gen_ai.prompt.4.tool_call_id", "tu_1")
        .containsEntry("gen_ai.prompt.4.content", "rainy")
        .containsEntry("gen_ai.prompt.5.tool_call_id", "tu_2")
        .containsEntry("gen_ai.prompt.6.content", "And now?")
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.content", "It rains.")
        .containsEntry("gen_ai.completion.0.finish_reason", "tool_use")
        .containsEntry("gen_ai.completion.0.tool_calls.0.id", "tu_3")
        .containsEntry("gen_ai.request.tools.0.type", "function")
        .containsEntry("gen_ai.request.tools.0.function.name", "weather")
        .containsEntry("gen_ai.request.tools.1.type", "web_search_20250305");
  }

  @Test
  @DisplayName("TK-03: without content, roles, ids, names and definitions stay")
  void withoutContent() throws IOException {
    contentOff();
    server.answer(200, ANSWER);

    observed().messages().create(read(LONG));

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.prompt.4.tool_call_id", "tu_1")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.name", "weather")
        .containsEntry("gen_ai.request.tools.0.function.description", "Tells the weather.")
        .doesNotContainKeys(
            "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions")
        .allSatisfy(
            (key, value) ->
                assertThat(key).doesNotEndWith(".content").doesNotEndWith(".arguments"));
  }

  @Test
  @DisplayName("TK-03: content is off where nothing was said")
  void contentByDefault() {
    measured(Sampler.alwaysOn());
    server.answer(200, HELLO);

    observed().messages().create(hello());

    assertThat(attributes(onlySpan()))
        .doesNotContainKeys("gen_ai.input.messages", "gen_ai.prompt.0.content");
  }

  @Test
  @DisplayName("A refusal is told in the provider's words and is a filter's in the conventions'")
  void refusal() throws IOException {
    server.answer(
        200,
        """
        {"id":"msg_3","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
         "content":[],"stop_reason":"refusal","stop_sequence":null,
         "stop_details":{"type":"refusal","category":"cyber","explanation":"No."},
         "usage":{"input_tokens":10,"output_tokens":1}}
        """);

    observed().messages().create(hello());

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.response.finish_reasons", List.of("refusal"));
    assertThat(json(onlySpan(), "gen_ai.output.messages"))
        .isEqualTo(
            tree(
                """
                [{"role":"assistant","parts":[{"type":"refusal","content":"No."}],
                  "finish_reason":"content_filter"}]
                """));
  }

  @Test
  @DisplayName("The beta API tells the same as the stable one")
  void beta() {
    server.answer(200, HELLO).answer(200, HELLO);

    observed().messages().create(hello());
    observed().beta().messages().create(betaHello());

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(2);
    assertThat(attributes(spans.get(1))).isEqualTo(attributes(spans.get(0)));
  }

  /** The form of a structured answer. */
  static final class City {
    @JsonPropertyDescription("Its name.")
    public String name = "";
  }

  @Test
  @DisplayName("Structured output is one call, stable and beta")
  void structured() {
    String answer = HELLO.replace("Hello.", "{\\\"name\\\":\\\"Oslo\\\"}");
    server.answer(200, answer).answer(200, answer);

    StructuredMessage<City> message =
        observed()
            .messages()
            .create(
                MessageCreateParams.builder()
                    .model(MODEL)
                    .maxTokens(10)
                    .addUserMessage("Which?")
                    .outputConfig(City.class)
                    .build());
    observed()
        .beta()
        .messages()
        .create(
            com.anthropic.models.beta.messages.MessageCreateParams.builder()
                .model(MODEL)
                .maxTokens(10)
                .addUserMessage("Which?")
                .outputConfig(City.class)
                .build());

    assertThat(message.content().get(0).asText().text().name).isEqualTo("Oslo");
    assertThat(exporter.getFinishedSpanItems())
        .hasSize(2)
        .allSatisfy(
            span ->
                assertThat(attributes(span))
                    .containsEntry("gen_ai.output.type", "json")
                    .containsEntry("gen_ai.completion.0.content", "{\"name\":\"Oslo\"}"));
  }

  @Test
  @DisplayName("A raw response tells the same, parsed or read by the application")
  void raw() throws IOException {
    server.answer(200, HELLO).answer(200, HELLO).answer(200, HELLO);

    observed().messages().create(hello());
    try (HttpResponseFor<Message> response =
        observed().messages().withRawResponse().create(hello())) {
      assertThat(response.parse().id()).isEqualTo("msg_1");
    }
    try (HttpResponseFor<Message> response =
            observed().withRawResponse().messages().create(hello());
        InputStream body = response.body()) {
      assertThat(body.readAllBytes()).asString().isEqualTo(HELLO);
    }

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(3);
    assertThat(attributes(spans.get(1))).isEqualTo(attributes(spans.get(0)));
    assertThat(attributes(spans.get(2))).isEqualTo(attributes(spans.get(0)));
  }

  @Test
  @DisplayName("Counting tokens and listing models are no model calls")
  void others() {
    server.answer(200, "{\"input_tokens\":3}");

    long tokens =
        observed()
            .messages()
            .countTokens(
                com.anthropic.models.messages.MessageCountTokensParams.builder()
                    .model(MODEL)
                    .addUserMessage("Hi")
                    .build())
            .inputTokens();

    assertThat(tokens).isEqualTo(3);
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  @DisplayName("A model or a block that is newer than the client does no harm")
  void unknown() throws IOException {
    server.answer(
        200,
        HELLO.replace(
            "{\"type\":\"text\",\"text\":\"Hello.\"}", "{\"type\":\"hologram\",\"data\":\"xyz\"}"));

    observed()
        .messages()
        .create(
            hello().toBuilder()
                .putAdditionalBodyProperty("novelty", JsonValue.from(true))
                .model("claude-next")
                .build());

    assertThat(onlySpan().getName()).isEqualTo("chat claude-next");
    assertThat(json(onlySpan(), "gen_ai.output.messages").at("/0/parts/0/type").asText())
        .isEqualTo("hologram");
  }

  @Test
  @DisplayName("An enforced budget stops the next call before it is sent, as the client fails")
  void enforcedBudget() {
    Conversation spent = Conversation.of("c1").budget(Budget.of(Cost.ZERO).enforced());

    spent.run(
        () -> {
          assertThatThrownBy(() -> observed().messages().create(hello()))
              .isInstanceOf(BudgetExceededException.class);
          assertThatThrownBy(() -> observed().messages().createStreaming(hello()))
              .isInstanceOf(BudgetExceededException.class);
          assertThatThrownBy(() -> observed().async().messages().create(hello()).join())
              .hasCauseInstanceOf(BudgetExceededException.class);
        });

    assertThat(server.bodies()).isEmpty();
    assertThat(exporter.getFinishedSpanItems())
        .hasSize(3)
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
  }

  @Test
  @DisplayName("Inside of a step a call counts once, and belongs to the step's turn")
  void step() throws Exception {
    server.answer(200, ANSWER);

    Conversation.of("c1")
        .call(
            () -> Step.llm("answer").on(parley).call(() -> observed().messages().create(hello())));

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).extracting(SpanData::getName).containsExactly("chat " + MODEL, "answer");
    assertThat(attributes(spans.get(1)))
        .containsEntry("parley.usage.role", "wrapper")
        .doesNotContainKey("gen_ai.usage.cost_usd");
    assertThat(spans)
        .allSatisfy(
            span ->
                assertThat(attributes(span))
                    .containsEntry("gen_ai.conversation.id", "c1")
                    .containsEntry("gen_ai.conversation.turn_number", 1L));
    assertThat(parley.conversations().stats("c1"))
        .extracting(ConversationStats::calls)
        .isEqualTo(1L);
  }

  private static JsonNode tree(String json) throws IOException {
    return ObjectMappers.jsonMapper().readTree(json);
  }
}
