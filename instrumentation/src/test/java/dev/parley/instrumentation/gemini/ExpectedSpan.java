package dev.parley.instrumentation.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.instrumentation.testing.Recordings;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the span of a recorded exchange says, derived from its JSON alone. Values that are JSON are
 * trees.
 */
final class ExpectedSpan {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, Object> attributes = new TreeMap<>();
  private final boolean content;
  private final JsonNode request;
  private final List<JsonNode> pieces = new ArrayList<>();
  private final JsonNode answer;

  private ExpectedSpan(Recordings.Interaction exchange, boolean content) throws IOException {
    this.content = content;
    this.request = exchange.request();
    if (isStreamed(exchange)) {
      for (String line : exchange.response().lines().toList()) {
        if (!line.isEmpty()) {
          pieces.add(JSON.readTree(line.substring("data: ".length())));
        }
      }
    } else {
      pieces.add(JSON.readTree(exchange.response()));
    }
    this.answer = pieces.get(pieces.size() - 1);
  }

  static boolean isStreamed(Recordings.Interaction exchange) {
    return exchange.path().endsWith(":streamGenerateContent");
  }

  static boolean isEmbedding(Recordings.Interaction exchange) {
    return exchange.path().endsWith(":batchEmbedContents");
  }

  static String model(Recordings.Interaction exchange) {
    return exchange.path().replaceAll(".*/models/|:.*", "");
  }

  static Map<String, Object> of(Recordings.Interaction exchange, boolean content, int port)
      throws IOException {
    ExpectedSpan span = new ExpectedSpan(exchange, content);
    span.call(exchange, port);
    if (isEmbedding(exchange)) {
      span.embeddings();
    } else {
      span.identity();
      span.usage();
      span.asked();
      span.answered();
      span.tools();
      if (isStreamed(exchange)) {
        span.put("gen_ai.request.stream", true);
        span.put("parley.stream.items", (long) span.pieces.size());
      }
    }
    return span.attributes;
  }

  private void put(String key, Object value) {
    attributes.put(key, value);
  }

  private void call(Recordings.Interaction exchange, int port) {
    put("gen_ai.operation.name", isEmbedding(exchange) ? "embeddings" : "generate_content");
    put("gen_ai.provider.name", "gcp.gemini");
    put("gen_ai.system", "gcp.gemini");
    put("gen_ai.request.model", model(exchange));
    put("server.address", "127.0.0.1");
    put("server.port", (long) port);
  }

  private void embeddings() {
    put("gen_ai.embeddings.dimension.count", (long) answer.at("/embeddings/0/values").size());
    ArrayNode messages = NODES.arrayNode();
    int index = 0;
    for (JsonNode one : request.get("requests")) {
      String text = one.at("/content/parts/0/text").textValue();
      put("gen_ai.prompt." + index + ".role", one.at("/content/role").textValue());
      if (content) {
        put("gen_ai.prompt." + index + ".content", text);
      }
      ObjectNode message = messages.addObject().put("role", one.at("/content/role").textValue());
      message.putArray("parts").addObject().put("type", "text").put("content", text);
      index++;
    }
    if (content) {
      put("gen_ai.input.messages", messages);
    }
  }

  private void identity() {
    put("gen_ai.response.model", answer.get("modelVersion").textValue());
    put("gen_ai.response.id", answer.get("responseId").textValue());
    put(
        "gen_ai.response.finish_reasons",
        List.of(answer.at("/candidates/0/finishReason").textValue()));
  }

  private void usage() {
    long input = answer.at("/usageMetadata/promptTokenCount").longValue();
    long output = answer.at("/usageMetadata/candidatesTokenCount").longValue();
    put("gen_ai.usage.input_tokens", input);
    put("gen_ai.usage.output_tokens", output);
    put("gen_ai.usage.total_tokens", answer.at("/usageMetadata/totalTokenCount").longValue());
    // gemini-2.0-flash-lite in the prices of the tests, the only model that was recorded.
    put("gen_ai.usage.cost_input_usd", dollars(input, "0.075"));
    put("gen_ai.usage.cost_output_usd", dollars(output, "0.30"));
    put("gen_ai.usage.cost_usd", total(input, output));
    put("parley.cost.source", "estimated");
  }

  private static double dollars(long tokens, String perMillion) {
    return amount(tokens, perMillion).doubleValue();
  }

  private static double total(long input, long output) {
    return amount(input, "0.075").add(amount(output, "0.30")).doubleValue();
  }

  private static BigDecimal amount(long tokens, String perMillion) {
    return new BigDecimal(perMillion).multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
  }

  private void asked() {
    ArrayNode messages = NODES.arrayNode();
    int index = 0;
    for (JsonNode sent : request.get("contents")) {
      JsonNode part = sent.at("/parts/0");
      String role = sent.get("role").textValue().equals("model") ? "assistant" : null;
      message("gen_ai.prompt." + index++, role == null ? sent.get("role").textValue() : role, part);
      ObjectNode message = messages.addObject().put("role", attributeText(index - 1));
      message.putArray("parts").add(tree(part));
    }
    if (content) {
      put("gen_ai.input.messages", messages);
    }
    long results = request.findValues("functionResponse").size();
    if (results > 0) {
      put("parley.tool_loop.round", results + 1);
    }
  }

  private String attributeText(int index) {
    return String.valueOf(attributes.get("gen_ai.prompt." + index + ".role"));
  }

  private void message(String key, String role, JsonNode part) {
    put(key + ".role", role);
    JsonNode call = part.path("functionCall");
    if (call.isObject()) {
      put(key + ".tool_calls.0.type", "function");
      put(key + ".tool_calls.0.function.name", call.get("name").textValue());
      if (content) {
        put(key + ".tool_calls.0.function.arguments", call.get("args"));
      }
    } else if (content) {
      JsonNode result = part.at("/functionResponse/response");
      put(key + ".content", result.isObject() ? result : part.get("text").textValue());
    }
  }

  private static ObjectNode tree(JsonNode part) {
    JsonNode call = part.path("functionCall");
    JsonNode response = part.path("functionResponse");
    if (call.isObject()) {
      ObjectNode tree = NODES.objectNode().put("type", "tool_call");
      tree.set("name", call.get("name"));
      return tree.set("arguments", call.get("args"));
    } else if (response.isObject()) {
      ObjectNode tree = NODES.objectNode().put("type", "tool_call_response");
      tree.set("name", response.get("name"));
      return tree.set("response", response.get("response"));
    }
    return NODES.objectNode().put("type", "text").put("content", part.get("text").textValue());
  }

  private void answered() {
    StringBuilder text = new StringBuilder();
    JsonNode part = answer.at("/candidates/0/content/parts/0");
    if (part.has("text")) {
      pieces.forEach(
          piece -> text.append(piece.at("/candidates/0/content/parts/0/text").textValue()));
      part = NODES.objectNode().put("text", text.toString());
    }
    put("gen_ai.completion.0.finish_reason", answer.at("/candidates/0/finishReason").textValue());
    message("gen_ai.completion.0", "assistant", part);
    if (content) {
      ArrayNode messages = NODES.arrayNode();
      ObjectNode message = messages.addObject().put("role", "assistant");
      message.putArray("parts").add(tree(part));
      message.put("finish_reason", "stop");
      put("gen_ai.output.messages", messages);
    }
  }

  private void tools() {
    ArrayNode definitions = NODES.arrayNode();
    for (JsonNode tool : request.at("/tools/0/functionDeclarations")) {
      String key = "gen_ai.request.tools." + definitions.size();
      put(key + ".type", "function");
      put(key + ".function.name", tool.get("name").textValue());
      put(key + ".function.description", tool.get("description").textValue());
      put(key + ".function.parameters", tool.get("parameters"));
      ObjectNode definition = definitions.addObject().put("type", "function");
      definition.setAll((ObjectNode) tool.deepCopy());
    }
    if (!definitions.isEmpty()) {
      put("gen_ai.tool.definitions", definitions);
    }
  }

  /** The value as a tree where a tree is expected. */
  static @Nullable Object comparable(@Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof JsonNode && actual instanceof String text) {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        return text;
      }
    }
    return actual;
  }
}
