package dev.parley.instrumentation.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.ObjectMappers;
import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.instrumentation.testing.Recordings;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays the recorded traffic, and explains every attribute of the spans by the exchange itself,
 * which is read here by other means than in what is tested.
 */
class AnthropicRecordingsTest extends AnthropicLoopback {

  private static final JsonMapper JSON = new JsonMapper();

  static List<String> recordings() throws IOException {
    return Recordings.names("anthropic-");
  }

  @ParameterizedTest
  @MethodSource("recordings")
  @DisplayName("XP-01: recorded exchanges with content: no attribute too many, too few, or other")
  void withContent(String recording) throws IOException {
    replay(recording, true, false);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  @DisplayName(
      "TK-03: recorded exchanges without content: no attribute too many, too few, or other")
  void withoutContent(String recording) throws IOException {
    contentOff();
    replay(recording, false, false);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  @DisplayName("XP-01: recorded exchanges by the asynchronous client")
  void async(String recording) throws IOException {
    replay(recording, true, true);
  }

  private void replay(String recording, boolean content, boolean async) throws IOException {
    for (Recordings.Interaction exchange : Recordings.read(recording)) {
      exporter.reset();
      server.answer(exchange);
      Throwable failure = send(exchange.request(), async);

      SpanData span = onlySpan();
      assertThat(span.getName())
          .isEqualTo("chat " + exchange.request().required("model").textValue());
      assertThat(span.getStatus().getStatusCode())
          .isEqualTo(exchange.status() < 400 ? StatusCode.UNSET : StatusCode.ERROR);
      assertThat(normal(attributes(span))).isEqualTo(normal(expected(exchange, failure, content)));
      assertThat(JSON.readTree(server.bodies().get(server.bodies().size() - 1)))
          .isEqualTo(exchange.request());
    }
  }

  private Throwable send(JsonNode request, boolean async) throws IOException {
    MessageCreateParams params =
        MessageCreateParams.builder()
            .body(
                ObjectMappers.jsonMapper()
                    .readValue(request.toString(), MessageCreateParams.Body.class))
            .build();
    AnthropicClient client = observed();
    Throwable failure =
        catchThrowable(
            () -> {
              if (async) {
                client.async().messages().create(params).join();
              } else {
                client.messages().create(params);
              }
            });
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  private Map<String, Object> expected(
      Recordings.Interaction exchange, Throwable failure, boolean content) throws IOException {
    Map<String, Object> expected = new TreeMap<>();
    JsonNode request = exchange.request();
    expected.put("gen_ai.operation.name", "chat");
    expected.put("gen_ai.provider.name", "anthropic");
    expected.put("gen_ai.system", "anthropic");
    expected.put("server.address", "127.0.0.1");
    expected.put("server.port", (long) server.port());
    expected.put("gen_ai.request.model", request.get("model").textValue());
    expected.put("gen_ai.request.max_tokens", request.get("max_tokens").longValue());
    for (String option : List.of("temperature", "top_p")) {
      if (request.has(option)) {
        expected.put("gen_ai.request." + option, request.get(option).doubleValue());
      }
    }
    if (request.has("metadata")) {
      expected.put("gen_ai.request.user", request.at("/metadata/user_id").textValue());
    }
    asked(expected, request, content);
    if (failure == null) {
      answered(expected, JSON.readTree(exchange.body()), content);
    } else {
      expected.put("error.type", failure.getClass().getName());
      expected.put("http.response.status_code", (long) exchange.status());
    }
    return expected;
  }

  private static void asked(Map<String, Object> expected, JsonNode request, boolean content) {
    List<Object> messages = new ArrayList<>();
    int index = 0;
    if (request.has("system")) {
      String system = request.get("system").textValue();
      expected.put("gen_ai.prompt.0.role", "system");
      if (content) {
        expected.put("gen_ai.prompt.0.content", system);
        expected.put(
            "gen_ai.system_instructions", List.of(Map.of("type", "text", "content", system)));
      }
      index++;
    }
    for (JsonNode message : request.get("messages")) {
      String role = message.get("role").textValue();
      // All recorded messages of requests are texts.
      String text = message.get("content").textValue();
      expected.put("gen_ai.prompt." + index + ".role", role);
      if (content) {
        expected.put("gen_ai.prompt." + index + ".content", text);
      }
      messages.add(Map.of("role", role, "parts", List.of(Map.of("type", "text", "content", text))));
      index++;
    }
    if (content) {
      expected.put("gen_ai.input.messages", messages);
    }
    tools(expected, request);
  }

  private static void tools(Map<String, Object> expected, JsonNode request) {
    List<Object> definitions = new ArrayList<>();
    for (JsonNode tool : request.path("tools")) {
      String key = "gen_ai.request.tools." + definitions.size();
      expected.put(key + ".type", "function");
      expected.put(key + ".function.name", tool.get("name").textValue());
      expected.put(key + ".function.description", tool.get("description").textValue());
      expected.put(key + ".function.parameters", tool.get("input_schema"));
      definitions.add(
          Map.of(
              "type",
              "function",
              "name",
              tool.get("name").textValue(),
              "description",
              tool.get("description").textValue(),
              "parameters",
              tool.get("input_schema")));
    }
    if (!definitions.isEmpty()) {
      expected.put("gen_ai.tool.definitions", definitions);
    }
  }

  private static void answered(Map<String, Object> expected, JsonNode answer, boolean content) {
    String reason = answer.get("stop_reason").textValue();
    expected.put("gen_ai.response.id", answer.get("id").textValue());
    expected.put("gen_ai.response.model", answer.get("model").textValue());
    expected.put("gen_ai.response.finish_reasons", List.of(reason));
    expected.put("gen_ai.completion.0.role", "assistant");
    expected.put("gen_ai.completion.0.finish_reason", reason);
    usage(expected, answer.get("usage"));
    List<Object> parts = new ArrayList<>();
    for (JsonNode block : answer.get("content")) {
      if (block.get("type").textValue().equals("text")) {
        parts.add(Map.of("type", "text", "content", block.get("text").textValue()));
        if (content) {
          expected.put("gen_ai.completion.0.content", block.get("text").textValue());
        }
        continue;
      }
      // The other recorded blocks are calls of tools, one to a message.
      assertThat(block.get("type").textValue()).isEqualTo("tool_use");
      String key = "gen_ai.completion.0.tool_calls.0";
      expected.put(key + ".id", block.get("id").textValue());
      expected.put(key + ".type", "function");
      expected.put(key + ".function.name", block.get("name").textValue());
      if (content) {
        expected.put(key + ".function.arguments", block.get("input"));
      }
      parts.add(
          Map.of(
              "type",
              "tool_call",
              "id",
              block.get("id").textValue(),
              "name",
              block.get("name").textValue(),
              "arguments",
              block.get("input")));
    }
    if (content) {
      Map<String, Object> message =
          Map.of(
              "role",
              "assistant",
              "parts",
              parts,
              "finish_reason",
              Map.of("end_turn", "stop", "tool_use", "tool_call", "max_tokens", "length")
                  .get(reason));
      expected.put("gen_ai.output.messages", List.of(message));
    }
  }

  private static void usage(Map<String, Object> expected, JsonNode usage) {
    long read = usage.path("cache_read_input_tokens").longValue();
    long written = usage.path("cache_creation_input_tokens").longValue();
    long input = usage.get("input_tokens").longValue() + read + written;
    long output = usage.get("output_tokens").longValue();
    expected.put("gen_ai.usage.input_tokens", input);
    expected.put("gen_ai.usage.output_tokens", output);
    expected.put("gen_ai.usage.total_tokens", input + output);
    if (usage.has("cache_read_input_tokens")) {
      expected.put("gen_ai.usage.cache_read.input_tokens", read);
    }
    if (usage.has("cache_creation_input_tokens")) {
      expected.put("gen_ai.usage.cache_write.input_tokens", written);
    }
    usage
        .path("cache_creation")
        .properties()
        .forEach(
            field ->
                expected.put(
                    "anthropic.usage.cache_creation." + field.getKey(),
                    field.getValue().longValue()));
    if (usage.has("service_tier")) {
      expected.put("anthropic.response.service_tier", usage.get("service_tier").textValue());
    }
  }

  /** Values that are JSON are compared as trees, numbers as they are. */
  private static Map<String, Object> normal(Map<String, Object> attributes) throws IOException {
    Map<String, Object> normal = new TreeMap<>();
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      String key = attribute.getKey();
      boolean json =
          key.endsWith(".messages")
              || key.endsWith(".system_instructions")
              || key.endsWith(".definitions")
              || key.endsWith(".parameters")
              || key.endsWith(".arguments");
      Object value = attribute.getValue();
      if (json) {
        value = value instanceof String text ? JSON.readTree(text) : JSON.valueToTree(value);
      }
      normal.put(key, value);
    }
    return normal;
  }
}
