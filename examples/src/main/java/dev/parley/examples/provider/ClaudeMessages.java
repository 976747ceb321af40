package dev.parley.examples.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The form of Claude's messages, which Anthropic and Bedrock share. */
final class ClaudeMessages {
  private static final JsonMapper JSON = new JsonMapper();

  private ClaudeMessages() {}

  static Prompt prompt(JsonNode request) {
    Prompt prompt = new Prompt();
    prompt.tools(request.path("tools"), "/name");
    JsonNode system = request.path("system");
    if (system.isTextual()) {
      prompt.add(Said.of(Said.Role.SYSTEM, system.asText(), system));
    }
    for (JsonNode block : system) {
      prompt.add(Said.of(Said.Role.SYSTEM, Texts.of(block), block));
      mark(prompt, block);
    }
    for (JsonNode message : request.path("messages")) {
      boolean assistant = message.path("role").asText().equals("assistant");
      JsonNode content = message.path("content");
      boolean callsTools = false;
      boolean told = false;
      for (JsonNode block : content) {
        switch (block.path("type").asText()) {
          case "tool_use" -> callsTools = true;
          case "tool_result" -> {
            told = true;
            prompt.add(Said.of(Said.Role.TOOL, Texts.of(block.path("content")), block));
          }
          default -> {}
        }
      }
      // Results of tools come as the user's message, and are no question.
      if (!told) {
        prompt.add(
            Said.of(
                assistant ? Said.Role.ASSISTANT : Said.Role.USER,
                Texts.of(content),
                callsTools,
                message));
      }
      for (JsonNode block : content) {
        mark(prompt, block);
      }
    }
    return prompt;
  }

  private static void mark(Prompt prompt, JsonNode block) {
    if (block.path("cache_control").isObject()) {
      prompt.markForCache();
    }
  }

  /** A message as it is answered whole. */
  static ObjectNode message(
      String model, Reply reply, Tokens tokens, String id, String callPrefix, Identity identity) {
    ObjectNode message = JSON.createObjectNode();
    message.put("model", model).put("id", id).put("type", "message").put("role", "assistant");
    ArrayNode content = message.putArray("content");
    if (!reply.callsTools()) {
      content.addObject().put("type", "text").put("text", reply.content());
    }
    for (int i = 0; i < reply.calls().size(); i++) {
      Reply.Call call = reply.calls().get(i);
      content
          .addObject()
          .put("type", "tool_use")
          .put("id", identity.call(callPrefix, i))
          .put("name", call.tool())
          .set("input", read(call.arguments()));
    }
    message.put("stop_reason", reply.callsTools() ? "tool_use" : "end_turn");
    message.putNull("stop_sequence");
    message.set("usage", usage(tokens));
    return message;
  }

  /** The events by which a message is streamed. */
  static List<ObjectNode> events(ObjectNode message) {
    List<ObjectNode> events = new ArrayList<>();
    ObjectNode begun = message.deepCopy();
    begun.putArray("content");
    begun.putNull("stop_reason");
    ((ObjectNode) begun.path("usage")).put("output_tokens", 1);
    event(events, "message_start").set("message", begun);
    int index = 0;
    for (JsonNode block : message.path("content")) {
      block((ObjectNode) block, index++, events);
      if (index == 1) {
        event(events, "ping");
      }
    }
    ObjectNode end = event(events, "message_delta");
    end.putObject("delta")
        .put("stop_reason", message.path("stop_reason").asText())
        .putNull("stop_sequence");
    end.set("usage", message.path("usage").deepCopy());
    event(events, "message_stop");
    return events;
  }

  private static void block(ObjectNode block, int index, List<ObjectNode> events) {
    boolean text = block.path("type").asText().equals("text");
    ObjectNode begun = block.deepCopy();
    if (text) {
      begun.put("text", "");
    } else {
      begun.putObject("input");
    }
    event(events, "content_block_start").put("index", index).set("content_block", begun);
    String all = text ? block.path("text").asText() : block.path("input").toString();
    for (String piece : Protocol.pieces(all)) {
      event(events, "content_block_delta")
          .put("index", index)
          .putObject("delta")
          .put("type", text ? "text_delta" : "input_json_delta")
          .put(text ? "text" : "partial_json", piece);
    }
    event(events, "content_block_stop").put("index", index);
  }

  private static ObjectNode event(List<ObjectNode> events, String type) {
    ObjectNode event = JSON.createObjectNode().put("type", type);
    events.add(event);
    return event;
  }

  private static ObjectNode usage(Tokens tokens) {
    ObjectNode usage = JSON.createObjectNode();
    usage.put("input_tokens", tokens.uncached());
    usage.put("cache_creation_input_tokens", tokens.cacheWritten());
    usage.put("cache_read_input_tokens", tokens.cacheRead());
    usage
        .putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", tokens.cacheWritten())
        .put("ephemeral_1h_input_tokens", 0);
    usage.put("output_tokens", tokens.output());
    usage.put("service_tier", "standard");
    return usage;
  }

  /** The arguments of a call, which are an object here and not its text. */
  static JsonNode read(String arguments) {
    try {
      return JSON.readTree(arguments);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the script's arguments are no JSON: " + arguments, e);
    }
  }
}
