package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The form of Bedrock's Converse API, which is that of Amazon's own models as well. */
final class ConverseMessages {
  private static final JsonMapper JSON = new JsonMapper();

  /** An event of a stream. */
  record Event(String type, ObjectNode payload) {}

  private ConverseMessages() {}

  static Prompt prompt(JsonNode request) {
    Prompt prompt = new Prompt();
    prompt.tools(request.path("toolConfig").path("tools"), "/toolSpec/name");
    for (JsonNode block : request.path("system")) {
      if (block.has("cachePoint")) {
        prompt.markForCache();
      } else {
        prompt.add(Said.of(Said.Role.SYSTEM, Texts.of(block), block));
      }
    }
    for (JsonNode message : request.path("messages")) {
      boolean callsTools = false;
      boolean told = false;
      for (JsonNode block : message.path("content")) {
        callsTools |= block.has("toolUse");
        JsonNode result = block.path("toolResult");
        if (result.isObject()) {
          told = true;
          prompt.add(Said.of(Said.Role.TOOL, result(result.path("content")), block));
        }
      }
      // Results of tools come as the user's message, and are no question.
      if (!told) {
        Said.Role role =
            message.path("role").asText().equals("assistant")
                ? Said.Role.ASSISTANT
                : Said.Role.USER;
        prompt.add(Said.of(role, Texts.of(message.path("content")), callsTools, message));
      }
      for (JsonNode block : message.path("content")) {
        if (block.has("cachePoint")) {
          prompt.markForCache();
        }
      }
    }
    return prompt;
  }

  private static String result(JsonNode content) {
    JsonNode json = content.path(0).path("json");
    return json.isMissingNode() ? Texts.of(content) : json.toString();
  }

  /** A message as it is answered whole. */
  static ObjectNode message(Reply reply, Tokens tokens, Identity identity) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("metrics").put("latencyMs", 400);
    ObjectNode message = body.putObject("output").putObject("message");
    message.put("role", "assistant");
    ArrayNode content = message.putArray("content");
    if (!reply.callsTools()) {
      content.addObject().put("text", reply.content());
    }
    for (int i = 0; i < reply.calls().size(); i++) {
      Reply.Call call = reply.calls().get(i);
      content
          .addObject()
          .putObject("toolUse")
          .put("toolUseId", identity.call("tooluse_", i))
          .put("name", call.tool())
          .set("input", ClaudeMessages.read(call.arguments()));
    }
    body.put("stopReason", reply.callsTools() ? "tool_use" : "end_turn");
    body.putObject("usage")
        .put("inputTokens", tokens.uncached())
        .put("outputTokens", tokens.output())
        .put("totalTokens", tokens.input() + tokens.output())
        .put("cacheReadInputTokens", tokens.cacheRead())
        .put("cacheWriteInputTokens", tokens.cacheWritten());
    return body;
  }

  /** The events by which a message is streamed. */
  static List<Event> events(ObjectNode body) {
    List<Event> events = new ArrayList<>();
    JsonNode message = body.path("output").path("message");
    event(events, "messageStart").put("role", "assistant");
    int index = 0;
    for (JsonNode block : message.path("content")) {
      block(block, index++, events);
    }
    event(events, "messageStop").put("stopReason", body.path("stopReason").asText());
    ObjectNode metadata = event(events, "metadata");
    metadata.set("usage", body.path("usage"));
    metadata.set("metrics", body.path("metrics"));
    return events;
  }

  private static void block(JsonNode block, int index, List<Event> events) {
    JsonNode call = block.path("toolUse");
    if (call.isObject()) {
      event(events, "contentBlockStart")
          .put("contentBlockIndex", index)
          .putObject("start")
          .putObject("toolUse")
          .put("toolUseId", call.path("toolUseId").asText())
          .put("name", call.path("name").asText());
    }
    String all = call.isObject() ? call.path("input").toString() : block.path("text").asText();
    for (String piece : Protocol.pieces(all)) {
      ObjectNode delta =
          event(events, "contentBlockDelta").put("contentBlockIndex", index).putObject("delta");
      if (call.isObject()) {
        delta.putObject("toolUse").put("input", piece);
      } else {
        delta.put("text", piece);
      }
    }
    event(events, "contentBlockStop").put("contentBlockIndex", index);
  }

  private static ObjectNode event(List<Event> events, String type) {
    ObjectNode payload = JSON.createObjectNode();
    events.add(new Event(type, payload));
    return payload;
  }
}
