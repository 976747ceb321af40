package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.instrumentation.testing.Recordings;
import dev.parley.instrumentation.testing.TestParley;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a span has to say about a recorded exchange, read from the exchange by none of the code
 * under test. It knows what is in the recordings, and fails on anything else.
 */
final class ExpectedAttributes {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, Object> attributes = new TreeMap<>();
  private final boolean content;

  ExpectedAttributes(Recordings.Interaction exchange, int port, boolean content)
      throws IOException {
    this.content = content;
    JsonNode request = exchange.request();
    boolean responses = exchange.path().endsWith("/responses");
    attributes.put("gen_ai.operation.name", "chat");
    attributes.put("gen_ai.provider.name", "openai");
    attributes.put("gen_ai.system", "openai");
    attributes.put("openai.api.type", responses ? "responses" : "chat_completions");
    attributes.put("server.address", "127.0.0.1");
    attributes.put("server.port", (long) port);
    attributes.put("gen_ai.request.model", request.required("model").textValue());
    request.properties().forEach(option -> option(option.getKey(), option.getValue()));
    if (responses) {
      input(one("user", request.required("input")));
    } else {
      input(request.required("messages"));
    }
    if (exchange.status() != 200) {
      attributes.put("http.response.status_code", (long) exchange.status());
      attributes.put("error.type", "com.openai.errors.NotFoundException");
    } else if (responses) {
      response(JSON.readTree(exchange.body()));
    } else if (exchange.contentType().startsWith("text/event-stream")) {
      List<JsonNode> chunks = Chunks.read(exchange.response());
      attributes.put("parley.stream.items", (long) chunks.size());
      answer(joined(chunks));
    } else {
      answer(JSON.readTree(exchange.body()));
    }
  }

  Map<String, Object> attributes() {
    return attributes;
  }

  private void option(String name, JsonNode value) {
    switch (name) {
      case "model", "messages", "input", "stream_options", "extra_body" -> {}
      case "stream" -> {
        if (value.booleanValue()) {
          attributes.put("gen_ai.request.stream", true);
        }
      }
      case "temperature" -> attributes.put("gen_ai.request.temperature", value.doubleValue());
      case "max_tokens" -> attributes.put("gen_ai.request.max_tokens", value.longValue());
      case "n" -> attributes.put("gen_ai.request.choice.count", value.longValue());
      case "user" -> attributes.put("gen_ai.request.user", value.textValue());
      case "seed" -> {
        attributes.put("gen_ai.request.seed", value.longValue());
        attributes.put("gen_ai.openai.request.seed", value.longValue());
      }
      case "service_tier" -> {
        attributes.put("openai.request.service_tier", value.textValue());
        attributes.put("gen_ai.openai.request.service_tier", value.textValue());
      }
      case "response_format" -> {
        attributes.put("gen_ai.output.type", "text");
        attributes.put("gen_ai.openai.request.response_format", value.required("type").textValue());
      }
      case "tool_choice" -> {}
      case "tools" -> tools(value);
      default -> throw new IllegalStateException("a recording has the new option " + name);
    }
  }

  private void tools(JsonNode tools) {
    ArrayNode definitions = NODES.arrayNode();
    for (int i = 0; i < tools.size(); i++) {
      JsonNode function = tools.get(i).required("function");
      String key = "gen_ai.request.tools." + i;
      attributes.put(key + ".type", "function");
      ObjectNode definition = definitions.addObject().put("type", "function");
      for (String field : List.of("name", "description", "parameters")) {
        if (function.has(field)) {
          definition.set(field, function.get(field));
          JsonNode value = function.get(field);
          attributes.put(
              key + ".function." + field, value.isTextual() ? value.textValue() : value.toString());
        }
      }
    }
    attributes.put("gen_ai.tool.definitions", definitions);
  }

  private static ArrayNode one(String role, JsonNode said) {
    ArrayNode messages = NODES.arrayNode();
    messages.addObject().put("role", role).set("content", said);
    return messages;
  }

  private void input(JsonNode messages) {
    ArrayNode written = NODES.arrayNode();
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String key = "gen_ai.prompt." + i;
      written.add(message(key, message));
      if (message.has("tool_call_id")) {
        attributes.put(key + ".tool_call_id", message.get("tool_call_id").textValue());
      }
    }
    if (content) {
      attributes.put("gen_ai.input.messages", written);
    }
  }

  /** Writes the indexed form and returns the other one. */
  private ObjectNode message(String key, JsonNode message) {
    String role = message.required("role").textValue();
    attributes.put(key + ".role", role);
    ObjectNode written = NODES.objectNode().put("role", role);
    ArrayNode parts = written.putArray("parts");
    JsonNode said = message.path("content");
    List<String> texts = new ArrayList<>();
    if (said.isTextual()) {
      texts.add(said.textValue());
    }
    said.forEach(part -> texts.add(part.required("text").textValue()));
    if (role.equals("tool")) {
      parts
          .addObject()
          .put("type", "tool_call_response")
          .put("id", message.required("tool_call_id").textValue())
          .put("response", String.join("\n", texts));
    } else {
      texts.forEach(text -> parts.addObject().put("type", "text").put("content", text));
    }
    if (content && !texts.isEmpty()) {
      attributes.put(key + ".content", String.join("\n", texts));
    }
    JsonNode calls = message.path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      parts.add(call(key + ".tool_calls." + i, calls.get(i)));
    }
    return written;
  }

  private ObjectNode call(String key, JsonNode call) {
    String name = call.required("function").required("name").textValue();
    String arguments = call.required("function").required("arguments").textValue();
    attributes.put(key + ".id", call.required("id").textValue());
    attributes.put(key + ".type", "function");
    attributes.put(key + ".function.name", name);
    if (content) {
      attributes.put(key + ".function.arguments", arguments);
    }
    try {
      return NODES
          .objectNode()
          .put("type", "tool_call")
          .put("id", call.required("id").textValue())
          .put("name", name)
          .set("arguments", JSON.readTree(arguments));
    } catch (IOException e) {
      throw new IllegalStateException(arguments, e);
    }
  }

  /** The chunks of a stream as one answer. */
  private static JsonNode joined(List<JsonNode> chunks) {
    ObjectNode answer = chunks.get(0).deepCopy();
    Map<Integer, ObjectNode> choices = new TreeMap<>();
    for (JsonNode chunk : chunks) {
      if (chunk.path("usage").isObject()) {
        answer.set("usage", chunk.get("usage"));
      }
      for (JsonNode piece : chunk.required("choices")) {
        ObjectNode choice =
            choices.computeIfAbsent(
                piece.required("index").intValue(),
                first -> {
                  ObjectNode node = NODES.objectNode();
                  node.putObject("message").put("role", "assistant");
                  return node;
                });
        if (piece.required("finish_reason").isTextual()) {
          choice.set("finish_reason", piece.get("finish_reason"));
        }
        join((ObjectNode) choice.get("message"), piece.required("delta"));
      }
    }
    answer.putArray("choices").addAll(choices.values());
    return answer;
  }

  private static void join(ObjectNode message, JsonNode delta) {
    if (delta.path("content").isTextual()) {
      message.put("content", message.path("content").asText() + delta.get("content").textValue());
    }
    for (JsonNode fragment : delta.path("tool_calls")) {
      ArrayNode calls = message.withArrayProperty("tool_calls");
      int index = fragment.required("index").intValue();
      if (calls.size() <= index) {
        calls.add(fragment.deepCopy());
        continue;
      }
      ObjectNode function = (ObjectNode) calls.get(index).required("function");
      function.put(
          "arguments",
          function.path("arguments").asText() + fragment.at("/function/arguments").asText());
    }
  }

  private void answer(JsonNode answer) {
    identity(answer);
    String fingerprint = answer.path("system_fingerprint").textValue();
    if (fingerprint != null) {
      attributes.put("openai.response.system_fingerprint", fingerprint);
      attributes.put("gen_ai.openai.response.system_fingerprint", fingerprint);
    }
    List<String> reasons = new ArrayList<>();
    ArrayNode written = NODES.arrayNode();
    JsonNode choices = answer.required("choices");
    for (int i = 0; i < choices.size(); i++) {
      String reason = choices.get(i).required("finish_reason").textValue();
      reasons.add(reason);
      String key = "gen_ai.completion." + i;
      attributes.put(key + ".finish_reason", reason);
      written.add(
          message(key, choices.get(i).required("message"))
              .put("finish_reason", reason.equals("tool_calls") ? "tool_call" : reason));
    }
    attributes.put("gen_ai.response.finish_reasons", reasons);
    if (content) {
      attributes.put("gen_ai.output.messages", written);
    }
    usage(answer.path("usage"), "prompt", "completion");
  }

  private void response(JsonNode response) {
    identity(response);
    JsonNode message = response.required("output").required(0);
    attributes.put("gen_ai.response.finish_reasons", List.of("stop"));
    attributes.put("gen_ai.completion.0.finish_reason", "stop");
    ObjectNode written =
        message(
                "gen_ai.completion.0",
                one("assistant", message.required("content").required(0).required("text")).get(0))
            .put("finish_reason", "stop");
    if (content) {
      attributes.put("gen_ai.output.messages", NODES.arrayNode().add(written));
    }
    usage(response.required("usage"), "input", "output");
  }

  private void identity(JsonNode answer) {
    attributes.put("gen_ai.response.id", answer.required("id").textValue());
    attributes.put("gen_ai.response.model", answer.required("model").textValue());
    String tier = answer.path("service_tier").textValue();
    if (tier != null) {
      attributes.put("openai.response.service_tier", tier);
      attributes.put("gen_ai.openai.response.service_tier", tier);
    }
  }

  private void usage(JsonNode usage, String input, String output) {
    if (!usage.isObject()) {
      return;
    }
    long in = usage.required(input + "_tokens").longValue();
    long out = usage.required(output + "_tokens").longValue();
    attributes.put("gen_ai.usage.input_tokens", in);
    attributes.put("gen_ai.usage.output_tokens", out);
    attributes.put("gen_ai.usage.total_tokens", in + out);
    count("cache_read.input_tokens", usage.path(input + "_tokens_details").path("cached_tokens"));
    count(
        "reasoning.output_tokens", usage.path(output + "_tokens_details").path("reasoning_tokens"));
    count("audio.input_tokens", usage.path(input + "_tokens_details").path("audio_tokens"));
    count("audio.output_tokens", usage.path(output + "_tokens_details").path("audio_tokens"));
    if ("gpt-4o-mini".equals(attributes.get("gen_ai.request.model"))) {
      cost(dollars("0.15", in), dollars("0.60", out));
    }
  }

  private void count(String name, JsonNode tokens) {
    if (tokens.isNumber()) {
      attributes.put("gen_ai.usage." + name, tokens.longValue());
    }
  }

  /** Of the only model in the recordings that the tests have a price for. */
  private void cost(BigDecimal in, BigDecimal out) {
    attributes.put("gen_ai.usage.cost_input_usd", in.doubleValue());
    attributes.put("gen_ai.usage.cost_output_usd", out.doubleValue());
    attributes.put("gen_ai.usage.cost_usd", in.add(out).doubleValue());
    attributes.put("parley.cost.source", "estimated");
    attributes.put("parley.cost.book", TestParley.PRICES.version());
  }

  private static BigDecimal dollars(String perMillion, long tokens) {
    return new BigDecimal(perMillion).multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
  }
}
