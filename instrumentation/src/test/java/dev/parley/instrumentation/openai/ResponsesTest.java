package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.parley.instrumentation.testing.TestParley;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Responses API of the real client. */
@SuppressWarnings("MustBeClosedChecker") // A test closes late, or never, to see what comes of it.
class ResponsesTest extends OpenAiLoopback {

  private static final String OUTPUT =
      """
      [{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Think."}]},
       {"type":"web_search_call","id":"ws_1","status":"completed",
        "action":{"type":"search","query":"Oslo"}},
       {"type":"message","id":"msg_1","role":"assistant","status":"completed",
        "content":[{"type":"output_text","text":"Let me look.","annotations":[]}]},
       {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather",
        "arguments":"{\\"city\\":\\"Oslo\\"}","status":"completed"}]\
      """;

  private static final String STREAM_OF_OUTPUT =
      event("created", ",\"response\":" + response("in_progress", "[]", "null"))
          + item("added", 0, "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}")
          + event(
              "reasoning_summary_text.delta",
              ",\"item_id\":\"rs_1\",\"output_index\":0,\"summary_index\":0,\"delta\":\"Think.\"")
          + item(
              "added",
              2,
              "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"in_progress\",\"content\":[]}")
          + delta("Let me ")
          + delta("look.")
          + item(
              "added",
              3,
              "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"\"}")
          + arguments("{\\\"city\\\":")
          + arguments("\\\"Oslo\\\"}");

  private static String response(String status, String output, String usage) {
    return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"model\":\"gpt-4.1-2025-04-14\","
               + "\"status\":\""
        + status
        + "\",\"error\":null,\"incomplete_details\":null,\"instructions\":null,\"metadata\":{},"
        + "\"parallel_tool_calls\":true,\"temperature\":1.0,\"top_p\":1.0,\"tool_choice\":\"auto\",\"tools\":[],"
        + "\"service_tier\":\"default\",\"output\":"
        + output.replace("\n", "")
        + ",\"usage\":"
        + usage
        + "}";
  }

  private static String answer() {
    return response(
        "completed",
        OUTPUT,
        "{\"input_tokens\":2000,\"input_tokens_details\":{\"cached_tokens\":1000},"
            + "\"output_tokens\":100,\"output_tokens_details\":{\"reasoning_tokens\":64},"
            + "\"total_tokens\":2100}");
  }

  private static String event(String type, String fields) {
    return "event: response."
        + type
        + "\ndata: {\"type\":\"response."
        + type
        + "\",\"sequence_number\":1"
        + fields
        + "}\n\n";
  }

  private static String item(String how, int index, String item) {
    return event("output_item." + how, ",\"output_index\":" + index + ",\"item\":" + item);
  }

  private static String delta(String text) {
    return event(
        "output_text.delta",
        ",\"item_id\":\"msg_1\",\"output_index\":2,\"content_index\":0,\"logprobs\":[],\"delta\":\""
            + text
            + "\"");
  }

  private static String arguments(String text) {
    return event(
        "function_call_arguments.delta",
        ",\"item_id\":\"fc_1\",\"output_index\":3,\"delta\":\"" + text + "\"");
  }

  private static String completed() {
    return event("completed", ",\"response\":" + answer());
  }

  private static ResponseCreateParams hello() {
    return ResponseCreateParams.builder().model("gpt-4.1").input("Hello?").build();
  }

  private static ResponseCreateParams request(String json) throws IOException {
    ResponseCreateParams.Body body =
        ObjectMappers.jsonMapper().readValue(json, ResponseCreateParams.Body.class);
    ResponseCreateParams.Builder params = ResponseCreateParams.builder();
    params.body(body);
    return params.build();
  }

  private static void read(StreamResponse<ResponseStreamEvent> response) {
    try (response) {
      assertThat(response.stream().count()).isPositive();
    }
  }

  @Test
  @DisplayName("OAI-16: text in, text, thoughts and tool calls out, with usage, tier and cost")
  void text() throws IOException {
    server.answer(200, answer());
    Response response = observed().responses().create(hello());

    assertThat(response.id()).isEqualTo("resp_1");
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("chat gpt-4.1");
    assertThat(attributes(span))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("openai.api.type", "responses")
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.request.model", "gpt-4.1")
        .containsEntry("gen_ai.response.model", "gpt-4.1-2025-04-14")
        .containsEntry("gen_ai.response.id", "resp_1")
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_calls"))
        .containsEntry("openai.response.service_tier", "default")
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .containsEntry("gen_ai.usage.output_tokens", 100L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 1000L)
        .containsEntry("gen_ai.usage.reasoning.output_tokens", 64L)
        .containsEntry("gen_ai.prompt.0.role", "user")
        .containsEntry("gen_ai.prompt.0.content", "Hello?")
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.content", "Let me look.")
        .containsEntry("gen_ai.completion.0.finish_reason", "tool_calls")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.name", "web_search")
        .containsEntry("gen_ai.completion.0.tool_calls.1.id", "call_1")
        .containsEntry("gen_ai.completion.0.tool_calls.1.function.name", "weather")
        .containsEntry("gen_ai.completion.0.tool_calls.1.function.arguments", "{\"city\":\"Oslo\"}")
        // 1000 * 2.00 / 1M + 1000 * 0.50 / 1M + 100 * 8.00 / 1M
        .containsEntry("gen_ai.usage.cost_usd", 0.0033)
        .doesNotContainKeys("gen_ai.conversation.id", "gen_ai.openai.request.conversation_id");
    JsonNode output = json(span, "gen_ai.output.messages");
    assertThat(output).hasSize(1);
    assertThat(output.at("/0/finish_reason").asText()).isEqualTo("tool_call");
    assertThat(output.at("/0/parts/0").toString())
        .isEqualTo("{\"type\":\"reasoning\",\"content\":\"Think.\"}");
    assertThat(output.at("/0/parts/1/arguments/query").asText()).isEqualTo("Oslo");
    assertThat(output.at("/0/parts/2/content").asText()).isEqualTo("Let me look.");
    assertThat(output.at("/0/parts/3/arguments/city").asText()).isEqualTo("Oslo");
  }

  @Test
  @DisplayName("OAI-16: easy items, calls, their outputs, reasoning and files in a list are kept")
  void list() throws IOException {
    server.answer(200, answer());
    observed()
        .responses()
        .create(
            request(
                """
                {"model":"gpt-4.1","instructions":"Be brief.","input":[
                  {"role":"user","content":"Weather?"},
                  {"role":"developer","content":[{"type":"input_text","text":"In metric."}]},
                  {"type":"reasoning","id":"rs_0","summary":[{"type":"summary_text","text":"Hm."}]},
                  {"type":"function_call","call_id":"call_0","name":"weather","arguments":"{}"},
                  {"type":"function_call","call_id":"call_9","name":"time","arguments":"not json"},
                  {"type":"function_call_output","call_id":"call_0","output":"cold"},
                  {"type":"message","role":"user","content":[
                    {"type":"input_text","text":"And this?"},
                    {"type":"input_image","detail":"auto",
                     "image_url":"data:image/png;base64,AAAABBBB"},
                    {"type":"input_file","file_id":"file_1"}]}]}
                """));

    SpanData span = onlySpan();
    assertThat(attributes(span))
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.0.content", "Be brief.")
        .containsEntry("gen_ai.prompt.1.role", "user")
        .containsEntry("gen_ai.prompt.1.content", "Weather?")
        .containsEntry("gen_ai.prompt.2.role", "system")
        .containsEntry("gen_ai.prompt.2.content", "In metric.")
        .containsEntry("gen_ai.prompt.3.role", "assistant")
        .containsEntry("gen_ai.prompt.3.tool_calls.0.id", "call_0")
        .containsEntry("gen_ai.prompt.3.tool_calls.0.type", "function")
        .containsEntry("gen_ai.prompt.3.tool_calls.1.function.name", "time")
        .containsEntry("gen_ai.prompt.3.tool_calls.1.function.arguments", "not json")
        .containsEntry("gen_ai.prompt.4.role", "tool")
        .containsEntry("gen_ai.prompt.4.tool_call_id", "call_0")
        .containsEntry("gen_ai.prompt.4.content", "cold")
        .containsEntry("gen_ai.prompt.5.content", "And this?\n[image]\n[file]")
        .doesNotContainKey("gen_ai.prompt.6.role");
    assertThat(json(span, "gen_ai.system_instructions").at("/0/content").asText())
        .isEqualTo("Be brief.");
    JsonNode input = json(span, "gen_ai.input.messages");
    assertThat(input).hasSize(5);
    assertThat(input.at("/2/parts/0/type").asText()).isEqualTo("reasoning");
    assertThat(input.at("/3/parts/0/response").asText()).isEqualTo("cold");
    assertThat(input.at("/4/parts/2/file_id").asText()).isEqualTo("file_1");
    assertThat(input.toString()).doesNotContain("AAAABBBB");
  }

  @Test
  @DisplayName("OAI-16: options, flat, nested and built-in tools, and the response before")
  void options() throws IOException {
    server.answer(200, answer());
    observed()
        .responses()
        .create(
            request(
                """
                {"model":"gpt-4.1","input":"Hello?","previous_response_id":"resp_0",
                 "max_output_tokens":50,"temperature":0,"top_p":0.5,"user":"u1",
                 "service_tier":"flex","reasoning":{"effort":"low"},
                 "text":{"format":{"type":"json_object"}},
                 "tools":[
                   {"type":"function","name":"weather","description":"Tells it","strict":true,
                    "parameters":{"type":"object"}},
                   {"type":"function","function":{"name":"nested"}},
                   {"type":"web_search"}]}
                """));

    SpanData span = onlySpan();
    assertThat(attributes(span))
        .containsEntry("gen_ai.request.previous_response.id", "resp_0")
        .containsEntry("gen_ai.openai.request.previous_response_id", "resp_0")
        .containsEntry("gen_ai.request.max_tokens", 50L)
        .containsEntry("gen_ai.request.temperature", 0.0)
        .containsEntry("gen_ai.request.top_p", 0.5)
        .containsEntry("gen_ai.request.user", "u1")
        .containsEntry("openai.request.service_tier", "flex")
        .containsEntry("gen_ai.request.reasoning.level", "low")
        .containsEntry("gen_ai.output.type", "json")
        .containsEntry("gen_ai.request.tools.0.function.name", "weather")
        .containsEntry("gen_ai.request.tools.0.function.description", "Tells it")
        .containsEntry("gen_ai.request.tools.0.function.parameters", "{\"type\":\"object\"}")
        .containsEntry("gen_ai.request.tools.1.function.name", "nested")
        .containsEntry("gen_ai.request.tools.2.type", "web_search")
        .containsEntry("gen_ai.request.tools.2.function.name", "web_search");
    assertThat(json(span, "gen_ai.tool.definitions")).hasSize(3);
  }

  @ParameterizedTest
  @DisplayName("OAI-16: the provider's conversation, a text or an object; an open one of ours wins")
  @CsvSource(
      delimiter = '|',
      value = {"\"conv_1\"", "{\"id\":\"conv_1\"}"},
      quoteCharacter = '\'')
  void conversation(String conversation) throws IOException {
    ResponseCreateParams params =
        request("{\"model\":\"gpt-4.1\",\"input\":\"Hi\",\"conversation\":" + conversation + "}");
    server.answer(200, answer());
    observed().responses().create(params);
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.openai.request.conversation_id", "conv_1")
        .containsEntry("gen_ai.conversation.id", "conv_1");

    exporter.reset();
    server.answer(200, answer());
    Conversation.of("ours").run(() -> observed().responses().create(params));
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.openai.request.conversation_id", "conv_1")
        .containsEntry("gen_ai.conversation.id", "ours")
        .containsEntry("gen_ai.conversation.turn_number", 1L);
  }

  @ParameterizedTest
  @DisplayName("OAI-16: status and what it means become finish reasons")
  @CsvSource({
    "completed, , stop",
    "incomplete, max_output_tokens, max_output_tokens",
    "incomplete, content_filter, content_filter",
    "cancelled, , cancelled",
    "queued, , queued",
  })
  void statuses(String status, String reason, String expected) {
    String body = response(status, "[]", "null");
    server.answer(
        200,
        reason == null
            ? body
            : body.replace(
                "\"incomplete_details\":null",
                "\"incomplete_details\":{\"reason\":\"" + reason + "\"}"));
    observed().responses().create(hello());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.response.finish_reasons", List.of(expected))
        .containsEntry("gen_ai.completion.0.finish_reason", expected)
        .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("gen_ai.usage."));
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  @DisplayName("A refusal is said, and marked as what it is")
  void refusal() throws IOException {
    server.answer(
        200,
        response(
            "completed",
            "[{\"type\":\"message\",\"id\":\"m\",\"role\":\"assistant\",\"status\":\"completed\","
                + "\"content\":[{\"type\":\"refusal\",\"refusal\":\"I won't.\"}]}]",
            "null"));
    observed().responses().create(hello());
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.completion.0.content", "I won't.");
    assertThat(json(onlySpan(), "gen_ai.output.messages").at("/0/parts/0/type").asText())
        .isEqualTo("refusal");
  }

  @Test
  @DisplayName("OAI-16: streamed or not, the same response gives the same attributes")
  void sameAsWhole() {
    server.stream(STREAM_OF_OUTPUT + completed());
    read(observed().responses().createStreaming(hello()));
    Map<String, Object> streamed = attributes(onlySpan());
    exporter.reset();
    server.answer(200, answer());
    observed().responses().create(hello());

    assertThat(streamed)
        .containsEntry("gen_ai.request.stream", true)
        .containsEntry("parley.stream.items", 10L);
    streamed
        .keySet()
        .removeAll(
            Set.of(
                "gen_ai.request.stream",
                "parley.stream.items",
                "gen_ai.response.time_to_first_chunk"));
    assertThat(streamed).isEqualTo(attributes(onlySpan()));
  }

  @Test
  @DisplayName(
      "A stream of events that breaks off tells what had come; closed after its end it is whole")
  void brokenOff() throws IOException {
    server.breakOffStream(STREAM_OF_OUTPUT);
    StreamResponse<ResponseStreamEvent> broken = observed().responses().createStreaming(hello());
    assertThatThrownBy(() -> broken.stream().count()).isInstanceOf(Exception.class);
    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(span))
        .containsEntry("gen_ai.response.id", "resp_1")
        .containsEntry("gen_ai.response.finish_reasons", List.of("error"))
        .containsEntry("gen_ai.completion.0.content", "Let me look.")
        .containsEntry("gen_ai.completion.0.tool_calls.0.id", "call_1")
        .containsEntry(
            "gen_ai.completion.0.tool_calls.0.function.arguments", "{\"city\":\"Oslo\"}");
    assertThat(json(span, "gen_ai.output.messages").at("/0/parts/0/content").asText())
        .isEqualTo("Think.");

    exporter.reset();
    server.stream(STREAM_OF_OUTPUT);
    try (StreamResponse<ResponseStreamEvent> left =
        observed().responses().createStreaming(hello())) {
      assertThat(left.stream().limit(6)).hasSize(6);
    }
    assertThat(attributes(onlySpan()))
        .containsEntry("parley.stream.incomplete", true)
        .containsEntry("gen_ai.completion.0.content", "Let me look.");

    exporter.reset();
    server.stream(STREAM_OF_OUTPUT + completed());
    try (StreamResponse<ResponseStreamEvent> ended =
        observed().responses().createStreaming(hello())) {
      assertThat(ended.stream().anyMatch(ResponseStreamEvent::isCompleted)).isTrue();
    }
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .doesNotContainKey("parley.stream.incomplete");
  }

  @Test
  @DisplayName("An abandoned stream of events is one span, marked incomplete")
  void abandoned() {
    server.stream(STREAM_OF_OUTPUT);
    observed().responses().createStreaming(hello());
    assertThat(attributes(onlySpanOfForgotten())).containsEntry("parley.stream.incomplete", true);
  }

  @Test
  @DisplayName("OAI-16: an incomplete, a failed and an error event end the call as what they are")
  void terminalEvents() {
    server.stream(
        event(
            "incomplete",
            ",\"response\":"
                + response("incomplete", OUTPUT, "{\"input_tokens\":3,\"output_tokens\":2}")
                    .replace(
                        "\"incomplete_details\":null",
                        "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}")));
    read(observed().responses().createStreaming(hello()));
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.response.finish_reasons", List.of("max_output_tokens"))
        .containsEntry("gen_ai.usage.input_tokens", 3L);

    exporter.reset();
    server.stream(
        event(
            "failed",
            ",\"response\":"
                + response("failed", "[]", "null")
                    .replace(
                        "\"error\":null",
                        "\"error\":{\"code\":\"server_error\",\"message\":\"It broke.\"}")));
    read(observed().responses().createStreaming(hello()));
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(onlySpan().getStatus().getDescription()).isEqualTo("It broke.");
    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", "server_error")
        .containsEntry("gen_ai.response.finish_reasons", List.of("error"));

    exporter.reset();
    server.stream(
        STREAM_OF_OUTPUT
            + "event: error\ndata: {\"type\":\"error\",\"code\":\"overloaded\","
            + "\"message\":\"Too much.\",\"param\":null,\"sequence_number\":9}\n\n");
    try {
      read(observed().responses().createStreaming(hello()));
    } catch (RuntimeException thrownByTheClient) {
      assertThat(thrownByTheClient).hasMessageContaining("Too much.");
    }
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(onlySpan()))
        .containsKey("error.type")
        .containsEntry("gen_ai.completion.0.content", "Let me look.");
  }

  @Test
  @DisplayName("OAI-14 OAI-16: the async client, whole and streamed")
  void async() {
    server.answer(200, answer());
    observed().async().responses().create(hello()).join();
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.usage.input_tokens", 2000L);

    exporter.reset();
    server.stream(STREAM_OF_OUTPUT + completed());
    observed()
        .async()
        .responses()
        .createStreaming(hello())
        .subscribe(event -> {})
        .onCompleteFuture()
        .join();
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .containsEntry("gen_ai.completion.0.content", "Let me look.");
  }

  /** What a model is to answer. */
  record Forecast(String city) {
    Forecast() {
      this("");
    }
  }

  @Test
  @DisplayName("OAI-16: raw responses and structured output, whole and streamed")
  void otherForms() throws IOException {
    server.answer(200, answer());
    try (HttpResponseFor<Response> response =
        observed().responses().withRawResponse().create(hello())) {
      assertThat(response.parse().id()).isEqualTo("resp_1");
    }
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.usage.input_tokens", 2000L);

    exporter.reset();
    server.stream(STREAM_OF_OUTPUT + completed());
    try (HttpResponseFor<StreamResponse<ResponseStreamEvent>> response =
        observed().responses().withRawResponse().createStreaming(hello())) {
      assertThat(response.body().readAllBytes()).isNotEmpty();
    }
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Let me look.")
        .doesNotContainKey("parley.stream.incomplete");

    exporter.reset();
    server.answer(200, answer());
    observed().responses().create(hello().toBuilder().text(Forecast.class).build()).output();
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.openai.request.response_format", "json_schema")
        .containsEntry("gen_ai.output.type", "json")
        .containsEntry("gen_ai.usage.input_tokens", 2000L);
  }

  @Test
  @DisplayName("A response is created without parameters too; retrieving it calls no model")
  void withoutParameters() {
    server.answer(200, answer()).answer(200, answer());
    observed().responses().create();
    assertThat(onlySpan().getName()).isEqualTo("chat");
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.response.id", "resp_1");

    exporter.reset();
    observed().responses().retrieve("resp_1");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  @DisplayName("Without content nothing that was said is on the span of a response")
  void withoutContent() {
    contentOff();
    server.answer(200, answer()).stream(STREAM_OF_OUTPUT + completed()).stream(STREAM_OF_OUTPUT);
    observed().responses().create(hello());
    read(observed().responses().createStreaming(hello()));
    read(observed().responses().createStreaming(hello()));
    assertThat(exporter.getFinishedSpanItems())
        .hasSize(3)
        .allSatisfy(
            span ->
                assertThat(attributes(span))
                    .containsEntry("gen_ai.prompt.0.role", "user")
                    .containsEntry("gen_ai.completion.0.role", "assistant")
                    .allSatisfy(
                        (key, value) ->
                            assertThat(value.toString())
                                .doesNotContain("Hello?", "Let me", "Think.", "Oslo")));
    Stream.of(0, 1)
        .map(exporter.getFinishedSpanItems()::get)
        .forEach(
            span ->
                assertThat(attributes(span))
                    .containsEntry("gen_ai.completion.0.tool_calls.1.function.name", "weather"));
  }

  @Test
  @DisplayName("A spent budget refuses a response in every form; unsampled ones are measured")
  void budgetAndSampling() {
    Conversation.of("c1")
        .budget(Budget.of(Cost.ZERO).enforced())
        .run(
            () -> {
              assertThatThrownBy(() -> observed().responses().create(hello()))
                  .isInstanceOf(BudgetExceededException.class);
              assertThatThrownBy(() -> observed().async().responses().create(hello()).join())
                  .hasCauseInstanceOf(BudgetExceededException.class);
            });
    assertThat(server.bodies()).isEmpty();

    parley = TestParley.over(exporter, metrics, Sampler.alwaysOff());
    exporter.reset();
    server.answer(200, answer());
    observed().responses().create(hello());
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(metrics())
        .containsOnlyKeys("gen_ai.client.operation.duration", "gen_ai.client.token.usage");
  }
}
