package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Writes OpenAI's chat messages as the GenAI conventions do: {@code gen_ai.input.messages}, {@code
 * gen_ai.output.messages}, {@code gen_ai.tool.definitions}. Data that is not text is named and
 * measured, never copied.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/semantic-conventions-genai">semantic-conventions-genai</a>
 */
final class MessageParts {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private MessageParts() {}

  static ArrayNode input(JsonNode messages) {
    ArrayNode result = NODES.arrayNode();
    messages.forEach(message -> result.add(message(message)));
    return result;
  }

  static ArrayNode output(JsonNode choices) {
    ArrayNode result = NODES.arrayNode();
    for (JsonNode choice : choices) {
      ObjectNode message = message(choice.path("message"));
      String reason = finishReason(choice);
      // The conventions name this one in the singular.
      message.put("finish_reason", reason.equals("tool_calls") ? "tool_call" : reason);
      result.add(message);
    }
    return result;
  }

  static ArrayNode tools(JsonNode tools) {
    ArrayNode result = NODES.arrayNode();
    for (JsonNode tool : tools) {
      String type = tool.path("type").asText("function");
      JsonNode definition = tool.path(type);
      ObjectNode node = result.addObject().put("type", type);
      copyText(definition, "name", node);
      copyText(definition, "description", node);
      if (definition.has("parameters")) {
        node.set("parameters", definition.get("parameters"));
      }
    }
    return result;
  }

  /** Why a choice ended; a choice that doesn't say did not end properly. */
  static String finishReason(JsonNode choice) {
    JsonNode reason = choice.path("finish_reason");
    return reason.isTextual() ? reason.textValue() : "error";
  }

  /** The text of a message's content, with a placeholder for every part that is none. */
  static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      switch (part.path("type").asText()) {
        case "text" -> text.append(part.path("text").asText());
        case "refusal" -> text.append(part.path("refusal").asText());
        case "image_url" -> text.append("[image]");
        case "input_audio" -> text.append("[audio]");
        default -> text.append('[').append(part.path("type").asText("part")).append(']');
      }
    }
    return text.toString();
  }

  private static ObjectNode message(JsonNode message) {
    String role = message.path("role").asText("assistant");
    ObjectNode result = NODES.objectNode().put("role", role);
    copyText(message, "name", result);
    ArrayNode parts = result.putArray("parts");
    JsonNode content = message.path("content");
    if (role.equals("tool") || role.equals("function")) {
      ObjectNode part = parts.addObject().put("type", "tool_call_response");
      if (message.path("tool_call_id").isTextual()) {
        part.set("id", message.get("tool_call_id"));
      }
      part.put("response", text(content));
      return result;
    }
    if (content.isTextual()) {
      parts.addObject().put("type", "text").set("content", content);
    }
    if (content.isArray()) {
      content.forEach(part -> parts.add(part(part)));
    }
    if (message.path("refusal").isTextual()) {
      parts.addObject().put("type", "refusal").set("content", message.get("refusal"));
    }
    message.path("tool_calls").forEach(call -> parts.add(toolCall(call)));
    if (message.path("function_call").isObject()) {
      parts.add(toolCall(NODES.objectNode().set("function", message.get("function_call"))));
    }
    return result;
  }

  private static ObjectNode toolCall(JsonNode call) {
    ObjectNode part = NODES.objectNode().put("type", "tool_call");
    if (call.path("id").isTextual()) {
      part.set("id", call.get("id"));
    }
    JsonNode called = call.path(call.path("type").asText("function"));
    copyText(called, "name", part);
    JsonNode arguments = called.has("input") ? called.get("input") : called.path("arguments");
    if (arguments.isTextual()) {
      part.set("arguments", parsed(arguments.textValue()));
    }
    return part;
  }

  /** A model may write arguments that are no JSON; then they stay the text that they are. */
  private static JsonNode parsed(String arguments) {
    try {
      JsonNode tree = JSON.readTree(arguments);
      return tree.isObject() ? tree : TextNode.valueOf(arguments);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(arguments);
    }
  }

  private static JsonNode part(JsonNode part) {
    return switch (part.path("type").asText()) {
      case "text" -> typed("text").<ObjectNode>set("content", part.path("text"));
      case "refusal" -> typed("refusal").<ObjectNode>set("content", part.path("refusal"));
      case "image_url" -> image(part.path("image_url").path("url").asText());
      case "input_audio" ->
          blob(
              "audio",
              "audio/" + part.path("input_audio").path("format").asText("wav"),
              part.path("input_audio").path("data").asText());
      case "file" -> file(part.path("file"));
      default -> unknown(part);
    };
  }

  /** A kind of part that is newer than this code may hold anything: it is named and measured. */
  private static ObjectNode unknown(JsonNode part) {
    return typed(part.path("type").asText("unknown"))
        .put("omitted_characters", part.toString().length());
  }

  private static ObjectNode image(String url) {
    int comma = url.indexOf(',');
    if (url.startsWith("data:") && comma > 0) {
      String type = url.substring("data:".length(), comma);
      return blob("image", type.replace(";base64", ""), url.substring(comma + 1));
    }
    return typed("uri").put("modality", "image").put("uri", url);
  }

  private static ObjectNode file(JsonNode file) {
    if (file.path("file_id").isTextual()) {
      return typed("file")
          .put("modality", "document")
          .<ObjectNode>set("file_id", file.get("file_id"));
    }
    String data = file.path("file_data").asText();
    int comma = data.indexOf(',');
    return blob("document", "application/octet-stream", data.substring(comma + 1));
  }

  private static ObjectNode blob(String modality, String mimeType, String base64) {
    return typed("blob")
        .put("modality", modality)
        .put("mime_type", mimeType)
        .put("content", "")
        .put("omitted_characters", base64.length());
  }

  private static ObjectNode typed(String type) {
    return NODES.objectNode().put("type", type);
  }

  private static void copyText(JsonNode from, String name, ObjectNode to) {
    if (from.path(name).isTextual()) {
      to.set(name, from.get(name));
    }
  }
}
