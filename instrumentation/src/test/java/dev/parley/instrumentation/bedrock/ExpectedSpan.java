package dev.parley.instrumentation.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.instrumentation.testing.Recordings.Interaction;
import dev.parley.instrumentation.testing.TestParley;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/**
 * Derives from a recorded exchange all attributes of its span. It reads the JSON by code of its
 * own, message by message, for what the recordings hold: Converse, Claude, Llama and agents.
 */
final class ExpectedSpan {

  static final JsonMapper JSON = new JsonMapper();

  private final Map<String, Object> span = new TreeMap<>();
  private final ArrayNode instructions = JSON.createArrayNode();
  private final ArrayNode input = JSON.createArrayNode();
  private final ArrayNode output = JSON.createArrayNode();
  private final ArrayNode tools = JSON.createArrayNode();
  private final boolean content;
  private final JsonNode request;
  private String model = "";

  private ExpectedSpan(boolean content, JsonNode request) {
    this.content = content;
    this.request = request;
  }

  static Map<String, Object> of(Interaction exchange, boolean content, int port)
      throws IOException {
    ExpectedSpan expected = new ExpectedSpan(content, exchange.request());
    expected.span.put("gen_ai.system", "aws.bedrock");
    expected.span.put("gen_ai.provider.name", "aws.bedrock");
    expected.span.put("server.address", "127.0.0.1");
    expected.span.put("server.port", (long) port);
    boolean ok = exchange.status() == 200;
    if (!ok) {
      String type = exchange.amznErrorType();
      boolean agents = exchange.path().startsWith("/agents/");
      String name =
          type != null && type.startsWith("ValidationException")
              ? "ValidationException"
              : agents ? "BedrockAgentRuntimeException" : "BedrockRuntimeException";
      expected.span.put(
          "error.type",
          "software.amazon.awssdk.services.bedrock"
              + (agents ? "agentruntime" : "runtime")
              + ".model."
              + name);
      expected.span.put("http.response.status_code", (long) exchange.status());
    }
    if (exchange.path().startsWith("/agents/")) {
      expected.agent(exchange, ok);
    } else {
      expected.model = BedrockRecordingsTest.segment(exchange, 2);
      expected.span.put("gen_ai.operation.name", "chat");
      expected.span.put("gen_ai.request.model", expected.model);
      switch (BedrockRecordingsTest.segment(exchange, 3)) {
        case "converse" -> expected.converse(exchange, ok);
        case "converse-stream" -> expected.converseStream(exchange, ok);
        case "invoke" -> expected.invoke(exchange, ok);
        default -> expected.invokeStream(exchange, ok);
      }
    }
    expected.messages();
    return expected.span;
  }

  /** An attribute that holds JSON is compared as such. */
  static Object comparable(String key, Object value) {
    if (value instanceof Double number && key.contains("cost")) {
      return Math.round(number * 1e9) / 1e9;
    }
    if (value instanceof String text
        && (key.endsWith(".messages")
            || key.endsWith(".arguments")
            || key.endsWith("function.parameters")
            || key.equals("gen_ai.system_instructions")
            || key.equals("gen_ai.tool.definitions"))) {
      try {
        return plain(JSON.readTree(text));
      } catch (IOException e) {
        throw new IllegalArgumentException(key + " is no JSON: " + text, e);
      }
    }
    return value;
  }

  /** As text, with numbers that are equal written the same. */
  static String plain(JsonNode json) {
    if (json.isNumber()) {
      return json.decimalValue().stripTrailingZeros().toPlainString();
    } else if (json.isArray()) {
      List<String> items = new ArrayList<>();
      json.forEach(item -> items.add(plain(item)));
      return items.toString();
    } else if (json.isObject()) {
      Map<String, String> fields = new TreeMap<>();
      json.properties().forEach(entry -> fields.put(entry.getKey(), plain(entry.getValue())));
      return fields.toString();
    }
    return json.toString();
  }

  private static List<JsonNode> events(byte[] body) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    MessageDecoder decoder = new MessageDecoder();
    decoder.feed(body);
    for (Message message : decoder.getDecodedMessages()) {
      ObjectNode event = JSON.createObjectNode();
      event.put("type", message.getHeaders().get(":event-type").getString());
      event.set("content", JSON.readTree(message.getPayload()));
      events.add(event);
    }
    return events;
  }

  private void streamed(int items) {
    span.put("parley.stream.items", (long) items);
  }

  // Converse

  private void converse(Interaction exchange, boolean ok) throws IOException {
    converseRequest();
    if (ok) {
      JsonNode answer = JSON.readTree(exchange.body());
      span.put("gen_ai.response.model", model);
      usage(answer.at("/usage/inputTokens"), answer.at("/usage/outputTokens"));
      completion(
          converseParts(answer.at("/output/message/content")), answer.get("stopReason").asText());
    }
  }

  private void converseStream(Interaction exchange, boolean ok) throws IOException {
    converseRequest();
    span.put("gen_ai.request.stream", true);
    if (!ok) {
      return;
    }
    List<JsonNode> events = events(exchange.body());
    streamed(events.size());
    span.put("gen_ai.response.model", model);
    Map<Integer, ObjectNode> blocks = new TreeMap<>();
    String reason = "";
    for (JsonNode event : events) {
      JsonNode body = event.get("content");
      int index = body.path("contentBlockIndex").asInt();
      ObjectNode block =
          body.has("contentBlockIndex")
              ? blocks.computeIfAbsent(index, i -> JSON.createObjectNode())
              : JSON.createObjectNode();
      JsonNode use = body.at("/start/toolUse");
      if (!use.isMissingNode()) {
        block.set("toolUse", use.deepCopy());
      }
      append(block, "text", body.at("/delta/text"));
      append(block, "json", body.at("/delta/toolUse/input"));
      reason = body.path("stopReason").asText(reason);
      if (body.has("usage")) {
        usage(body.at("/usage/inputTokens"), body.at("/usage/outputTokens"));
      }
    }
    ArrayNode list = JSON.createArrayNode();
    for (ObjectNode block : blocks.values()) {
      if (block.has("toolUse")) {
        ((ObjectNode) block.get("toolUse"))
            .set("input", JSON.readTree(block.path("json").asText()));
      }
      list.add(block);
    }
    completion(converseParts(list), reason);
  }

  private static void append(ObjectNode block, String field, JsonNode more) {
    if (more.isTextual()) {
      block.put(field, block.path(field).asText() + more.asText());
    }
  }

  private void converseRequest() {
    put("gen_ai.request.temperature", request.at("/inferenceConfig/temperature"));
    put("gen_ai.request.top_p", request.at("/inferenceConfig/topP"));
    putWhole("gen_ai.request.max_tokens", request.at("/inferenceConfig/maxTokens"));
    JsonNode metadata = request.path("requestMetadata");
    String user = metadata.path("user").asText(metadata.path("userId").asText(null));
    if (user != null) {
      span.put("gen_ai.request.user", user);
    }
    request.path("system").forEach(block -> instructions.add(text(block.get("text").asText())));
    for (JsonNode message : request.path("messages")) {
      ArrayNode said = JSON.createArrayNode();
      for (JsonNode block : message.get("content")) {
        if (block.has("toolResult")) {
          StringBuilder texts = new StringBuilder();
          block.at("/toolResult/content").forEach(part -> texts.append(part.get("text").asText()));
          toolResult(block.at("/toolResult/toolUseId").asText(), texts.toString());
        } else {
          said.addAll(converseParts(JSON.createArrayNode().add(block)));
        }
      }
      said(message.get("role").asText(), said);
    }
    for (JsonNode tool : request.at("/toolConfig/tools")) {
      JsonNode spec = tool.get("toolSpec");
      tool(spec.get("name"), spec.get("description"), spec.at("/inputSchema/json"));
    }
  }

  private static ArrayNode converseParts(JsonNode blocks) {
    ArrayNode parts = JSON.createArrayNode();
    for (JsonNode block : blocks) {
      if (block.has("text")) {
        parts.add(text(block.get("text").asText()));
      } else if (block.has("toolUse")) {
        JsonNode use = block.get("toolUse");
        parts.add(toolCall(use.get("toolUseId"), use.get("name"), use.get("input")));
      } else {
        JsonNode image = block.get("image");
        parts.add(image("image/" + image.get("format").asText(), image.at("/source/bytes")));
      }
    }
    return parts;
  }

  // InvokeModel

  private void invoke(Interaction exchange, boolean ok) throws IOException {
    invokeRequest();
    if (!ok) {
      return;
    }
    JsonNode answer = JSON.readTree(exchange.body());
    if (answer.has("generation")) {
      llama(answer, answer.get("generation").asText(), answer.get("generation_token_count"));
    } else {
      claude(answer, answer.get("content"), answer.at("/usage/output_tokens"));
    }
  }

  private void invokeStream(Interaction exchange, boolean ok) throws IOException {
    invokeRequest();
    span.put("gen_ai.request.stream", true);
    if (!ok) {
      return;
    }
    List<JsonNode> chunks = new ArrayList<>();
    for (JsonNode event : events(exchange.body())) {
      chunks.add(JSON.readTree(event.at("/content/bytes").binaryValue()));
    }
    streamed(chunks.size());
    if (chunks.get(0).has("generation")) {
      StringBuilder text = new StringBuilder();
      chunks.forEach(chunk -> text.append(chunk.path("generation").asText()));
      ObjectNode whole = JSON.createObjectNode();
      chunks.forEach(
          chunk ->
              chunk
                  .properties()
                  .forEach(
                      field -> {
                        if (!field.getValue().isNull()) {
                          whole.set(field.getKey(), field.getValue());
                        }
                      }));
      llama(whole, text.toString(), whole.get("generation_token_count"));
      return;
    }
    ObjectNode start = JSON.createObjectNode();
    Map<Integer, ObjectNode> blocks = new TreeMap<>();
    JsonNode tokens = null;
    for (JsonNode chunk : chunks) {
      JsonNode message = chunk.path("message");
      if (message.isObject()) {
        start.setAll((ObjectNode) message.deepCopy());
      }
      if (chunk.has("content_block")) {
        blocks.put(chunk.get("index").asInt(), chunk.get("content_block").deepCopy());
      } else if (chunk.has("index") && chunk.has("delta")) {
        ObjectNode block = blocks.get(chunk.get("index").asInt());
        append(block, "text", chunk.at("/delta/text"));
        append(block, "json", chunk.at("/delta/partial_json"));
      } else if (chunk.has("delta")) {
        start.set("stop_reason", chunk.at("/delta/stop_reason"));
        tokens = chunk.at("/usage/output_tokens");
      }
    }
    ArrayNode list = JSON.createArrayNode();
    for (ObjectNode block : blocks.values()) {
      if (block.has("json")) {
        block.set("input", JSON.readTree(block.get("json").asText()));
      }
      list.add(block);
    }
    claude(start, list, tokens);
  }

  private void invokeRequest() {
    put("gen_ai.request.temperature", request.path("temperature"));
    put("gen_ai.request.top_p", request.path("top_p"));
    putWhole("gen_ai.request.max_tokens", request.path("max_tokens"));
    putWhole("gen_ai.request.max_tokens", request.path("max_gen_len"));
    if (request.has("prompt")) {
      said("user", JSON.createArrayNode().add(text(request.get("prompt").asText())));
    }
    if (request.has("system")) {
      instructions.add(text(request.get("system").asText()));
    }
    for (JsonNode message : request.path("messages")) {
      ArrayNode said = JSON.createArrayNode();
      if (message.get("content").isTextual()) {
        said.add(text(message.get("content").asText()));
      }
      for (JsonNode block : message.get("content")) {
        if (block.path("type").asText().equals("tool_result")) {
          toolResult(block.get("tool_use_id").asText(), block.get("content").asText());
        } else {
          said.addAll(claudeParts(JSON.createArrayNode().add(block)));
        }
      }
      said(message.get("role").asText(), said);
    }
    for (JsonNode tool : request.path("tools")) {
      tool(tool.get("name"), tool.get("description"), tool.get("input_schema"));
    }
  }

  private static ArrayNode claudeParts(JsonNode blocks) {
    ArrayNode parts = JSON.createArrayNode();
    for (JsonNode block : blocks) {
      switch (block.get("type").asText()) {
        case "text" -> parts.add(text(block.get("text").asText()));
        case "tool_use" ->
            parts.add(toolCall(block.get("id"), block.get("name"), block.get("input")));
        default ->
            parts.add(image(block.at("/source/media_type").asText(), block.at("/source/data")));
      }
    }
    return parts;
  }

  private void claude(JsonNode answer, JsonNode blocks, JsonNode outputTokens) {
    span.put("gen_ai.response.model", answer.get("model").asText());
    span.put("gen_ai.response.id", answer.get("id").asText());
    usage(answer.at("/usage/input_tokens"), outputTokens);
    completion(claudeParts(blocks), answer.get("stop_reason").asText());
  }

  private void llama(JsonNode answer, String generation, JsonNode outputTokens) {
    span.put("gen_ai.response.model", model);
    usage(answer.get("prompt_token_count"), outputTokens);
    completion(JSON.createArrayNode().add(text(generation)), answer.get("stop_reason").asText());
  }

  // InvokeAgent

  private void agent(Interaction exchange, boolean ok) throws IOException {
    span.put("gen_ai.operation.name", "invoke_agent");
    span.put("gen_ai.request.stream", true);
    span.put("gen_ai.agent.id", BedrockRecordingsTest.segment(exchange, 2));
    span.put("gen_ai.bedrock.agent_alias.id", BedrockRecordingsTest.segment(exchange, 4));
    span.put("session.id", BedrockRecordingsTest.segment(exchange, 6));
    span.put("gen_ai.conversation.id", BedrockRecordingsTest.segment(exchange, 6));
    if (!ok) {
      said("user", JSON.createArrayNode().add(text(request.get("inputText").asText())));
      return;
    }
    List<JsonNode> events = events(exchange.body());
    streamed(events.size());
    JsonNode given = JSON.missingNode();
    StringBuilder answer = new StringBuilder();
    List<String> reasons = new ArrayList<>();
    long in = 0;
    long out = 0;
    for (JsonNode event : events) {
      if (event.get("type").asText().equals("chunk")) {
        byte[] bytes = event.at("/content/bytes").binaryValue();
        answer.append(new String(bytes, StandardCharsets.UTF_8));
      }
      JsonNode step = event.at("/content/trace/orchestrationTrace");
      given =
          step.path("modelInvocationInput").isObject() ? step.get("modelInvocationInput") : given;
      JsonNode told = step.path("modelInvocationOutput");
      in += told.at("/metadata/usage/inputTokens").asLong();
      out += told.at("/metadata/usage/outputTokens").asLong();
      if (told.has("rawResponse")) {
        reasons.add(
            JSON.readTree(told.at("/rawResponse/content").asText()).get("stop_reason").asText());
      }
    }
    ArrayNode said = JSON.createArrayNode().add(text(answer.toString()));
    if (given.isMissingNode()) {
      said("user", JSON.createArrayNode().add(text(request.get("inputText").asText())));
      output.add(JSON.createObjectNode().put("role", "assistant").<ObjectNode>set("parts", said));
      return;
    }
    model = given.get("foundationModel").asText();
    span.put("gen_ai.request.model", model);
    span.put("gen_ai.response.model", model);
    JsonNode options = given.get("inferenceConfiguration");
    put("gen_ai.request.temperature", options.get("temperature"));
    put("gen_ai.request.top_p", options.get("topP"));
    putWhole("gen_ai.request.top_k", options.get("topK"));
    putWhole("gen_ai.request.max_tokens", options.get("maximumLength"));
    List<String> stops = new ArrayList<>();
    options.get("stopSequences").forEach(stop -> stops.add(stop.asText()));
    span.put("gen_ai.request.stop_sequences", stops);
    usage(JSON.getNodeFactory().numberNode(in), JSON.getNodeFactory().numberNode(out));
    JsonNode history = JSON.readTree(given.get("text").asText());
    instructions.add(text(history.get("system").asText()));
    for (JsonNode message : history.get("messages")) {
      String printed = message.get("content").asText();
      said(
          message.get("role").asText(),
          JSON.createArrayNode()
              .add(
                  text(
                      printed.substring(
                          "[{text=".length(), printed.length() - ", type=text}]".length()))));
    }
    completion(said, new ArrayList<>(new LinkedHashSet<>(reasons)).get(0));
  }

  // What all have

  private void usage(JsonNode in, JsonNode out) {
    long inputTokens = in.asLong();
    long outputTokens = out.asLong();
    span.put("gen_ai.usage.input_tokens", inputTokens);
    span.put("gen_ai.usage.output_tokens", outputTokens);
    span.put("gen_ai.usage.total_tokens", inputTokens + outputTokens);
    double[] price =
        model.startsWith("amazon.nova")
            ? new double[] {0.06, 0.24}
            : model.startsWith("meta.") ? new double[] {0.30, 0.60} : new double[] {3, 15};
    double ofInput = inputTokens * price[0] / 1e6;
    double ofOutput = outputTokens * price[1] / 1e6;
    span.put("gen_ai.usage.cost_input_usd", Math.round(ofInput * 1e9) / 1e9);
    span.put("gen_ai.usage.cost_output_usd", Math.round(ofOutput * 1e9) / 1e9);
    span.put("gen_ai.usage.cost_usd", Math.round((ofInput + ofOutput) * 1e9) / 1e9);
    span.put("parley.cost.source", "estimated");
    span.put("parley.cost.book", TestParley.PRICES.version());
  }

  private void completion(ArrayNode parts, String reason) {
    span.put("gen_ai.response.finish_reasons", List.of(reason));
    ObjectNode message = JSON.createObjectNode().put("role", "assistant");
    message.set("parts", parts);
    output.add(message.put("reason", reason));
  }

  private void said(String role, ArrayNode parts) {
    if (!parts.isEmpty()) {
      input.add(JSON.createObjectNode().put("role", role).<ObjectNode>set("parts", parts));
    }
  }

  private void toolResult(String id, String response) {
    ObjectNode part = JSON.createObjectNode().put("type", "tool_call_response").put("id", id);
    said("tool", JSON.createArrayNode().add(part.put("response", response)));
  }

  private void tool(JsonNode name, JsonNode description, JsonNode schema) {
    ObjectNode tool = JSON.createObjectNode().put("type", "function");
    tool.set("name", name);
    tool.set("description", description);
    tool.set("parameters", schema);
    tools.add(tool);
  }

  private static ObjectNode text(String text) {
    return JSON.createObjectNode().put("type", "text").put("content", text);
  }

  private static ObjectNode toolCall(JsonNode id, JsonNode name, JsonNode arguments) {
    ObjectNode call = JSON.createObjectNode().put("type", "tool_call");
    call.set("id", id);
    call.set("name", name);
    call.set("arguments", arguments);
    return call;
  }

  private static ObjectNode image(String mimeType, JsonNode base64) {
    return JSON.createObjectNode()
        .put("type", "blob")
        .put("modality", "image")
        .put("mime_type", mimeType)
        .put("content", "")
        .put("omitted_characters", base64.asText().length());
  }

  private void put(String key, JsonNode number) {
    if (number.isNumber()) {
      span.put(key, number.doubleValue());
    }
  }

  private void putWhole(String key, JsonNode number) {
    if (number.isNumber()) {
      span.put(key, number.longValue());
    }
  }

  /** Writes both forms. */
  private void messages() {
    int index = 0;
    for (JsonNode part : instructions) {
      indexed("gen_ai.prompt." + index++, "system", JSON.createArrayNode().add(part));
    }
    for (JsonNode message : input) {
      indexed("gen_ai.prompt." + index++, message.get("role").asText(), message.get("parts"));
    }
    for (int i = 0; i < output.size(); i++) {
      ObjectNode message = (ObjectNode) output.get(i);
      indexed("gen_ai.completion." + i, "assistant", message.get("parts"));
      JsonNode reason = message.remove("reason");
      if (reason != null) {
        span.put("gen_ai.completion." + i + ".finish_reason", reason.asText());
        message.put(
            "finish_reason",
            reason.asText().equals("tool_use")
                ? "tool_call"
                : reason.asText().equals("length") ? "length" : "stop");
      }
    }
    for (int i = 0; i < tools.size(); i++) {
      String key = "gen_ai.request.tools." + i;
      span.put(key + ".type", "function");
      span.put(key + ".function.name", tools.get(i).get("name").asText());
      span.put(key + ".function.description", tools.get(i).get("description").asText());
      span.put(key + ".function.parameters", plain(tools.get(i).get("parameters")));
    }
    if (!tools.isEmpty()) {
      span.put("gen_ai.tool.definitions", plain(tools));
    }
    if (content) {
      whole("gen_ai.system_instructions", instructions);
      whole("gen_ai.input.messages", input);
      whole("gen_ai.output.messages", output);
    }
  }

  private void whole(String key, ArrayNode list) {
    if (!list.isEmpty()) {
      span.put(key, plain(list));
    }
  }

  private void indexed(String key, String role, JsonNode parts) {
    span.put(key + ".role", role);
    StringBuilder texts = new StringBuilder();
    boolean says = false;
    int calls = 0;
    for (JsonNode part : parts) {
      switch (part.get("type").asText()) {
        case "text" -> {
          texts.append(part.get("content").asText());
          says = true;
        }
        case "tool_call_response" -> {
          texts.append(part.get("response").asText());
          says = true;
          span.put(key + ".tool_call_id", part.get("id").asText());
        }
        case "tool_call" -> {
          String call = key + ".tool_calls." + calls++;
          span.put(call + ".id", part.get("id").asText());
          span.put(call + ".type", "function");
          span.put(call + ".function.name", part.get("name").asText());
          if (content) {
            span.put(call + ".function.arguments", plain(part.get("arguments")));
          }
        }
        default -> {
          // An image says nothing.
        }
      }
    }
    if (content && says) {
      span.put(key + ".content", texts.toString());
    }
  }
}
