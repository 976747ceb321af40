package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The parts of a message: providers' content blocks as the conventions write them. */
final class Parts {
  private Parts() {}

  static ArrayNode of(JsonNode part) {
    return Json.MAPPER.createArrayNode().add(part);
  }

  static boolean isResponse(JsonNode part) {
    return "tool_call_response".equals(part.path("type").textValue());
  }

  /** A chat message's {@code content}: absent, a text, or a list of blocks. */
  static ArrayNode ofContent(JsonNode content) {
    if (content.isMissingNode() || content.isNull()) {
      return Json.MAPPER.createArrayNode();
    }
    if (content.isTextual()) {
      return content.textValue().isEmpty()
          ? Json.MAPPER.createArrayNode()
          : of(Messages.text(content.textValue()));
    }
    if (content.isArray()) {
      return normalise(content);
    }
    return of(
        content.isObject() ? normalisePart((ObjectNode) content) : Messages.text(content.asText()));
  }

  static ArrayNode normalise(JsonNode list) {
    ArrayNode parts = Json.MAPPER.createArrayNode();
    for (JsonNode part : list) {
      if (part.isObject()) {
        parts.add(normalisePart((ObjectNode) part));
      } else if (!part.isNull()) {
        parts.add(Messages.text(part.isTextual() ? part.textValue() : Json.canonical(part)));
      }
    }
    return parts;
  }

  /** Blocks of a type that we don't know are kept as they are. */
  static ObjectNode normalisePart(ObjectNode part) {
    String type = Messages.textOf(part, "type");
    if (type == null) {
      return untyped(part);
    }
    return switch (type) {
      case "text", "input_text", "output_text" -> {
        JsonNode content = part.has("content") ? part.path("content") : part.path("text");
        yield content.isTextual() ? Messages.text(content.textValue()) : part;
      }
      case "refusal" ->
          part.path("refusal").isTextual() ? Messages.text(part.path("refusal").textValue()) : part;
      case "thinking", "reasoning" -> reasoning(part);
      case "tool_use" ->
          toolCall(Messages.textOf(part, "id"), Messages.textOf(part, "name"), part.path("input"));
      case "tool_call", "tool-call" ->
          toolCall(
              Messages.textOf(part, "id"), Messages.textOf(part, "name"), part.path("arguments"));
      case "function" -> ofFunction(part);
      case "tool_result" -> response(Messages.textOf(part, "tool_use_id"), part.path("content"));
      case "tool_call_response", "tool-result" ->
          response(
              Messages.textOf(part, "id"),
              part.has("response") ? part.path("response") : part.path("result"));
      case "image_url", "image-url" -> image(part);
      default -> part;
    };
  }

  /** Bedrock and Gemini name a block by its key instead of a type. */
  private static ObjectNode untyped(ObjectNode part) {
    if (part.path("text").isTextual()) {
      return Messages.text(part.path("text").textValue());
    }
    JsonNode use = part.path("toolUse");
    if (use.isObject()) {
      return toolCall(
          Messages.textOf(use, "toolUseId"), Messages.textOf(use, "name"), use.path("input"));
    }
    JsonNode result = part.path("toolResult");
    if (result.isObject()) {
      return response(Messages.textOf(result, "toolUseId"), result.path("content"));
    }
    JsonNode call = part.path(part.has("function_call") ? "function_call" : "functionCall");
    if (call.isObject()) {
      return toolCall(
          Messages.textOf(call, "id"), Messages.textOf(call, "name"), call.path("args"));
    }
    JsonNode answer =
        part.path(part.has("function_response") ? "function_response" : "functionResponse");
    if (answer.isObject()) {
      return response(Messages.textOf(answer, "id"), answer.path("response"));
    }
    return part;
  }

  /** {@code tool_calls} of a chat message, nested in {@code function} or flat. */
  static void addToolCalls(ArrayNode parts, JsonNode calls) {
    JsonNode list = calls.isTextual() ? Json.structure(calls.textValue()) : calls;
    if (list == null || !list.isArray()) {
      return;
    }
    for (JsonNode call : list) {
      if (call.isObject()) {
        parts.add(ofFunction((ObjectNode) call));
      }
    }
  }

  /** The predecessor of {@code tool_calls}. */
  static void addFunctionCall(ArrayNode parts, JsonNode call) {
    if (call.isObject()) {
      parts.add(toolCall(null, Messages.textOf(call, "name"), call.path("arguments")));
    }
  }

  private static ObjectNode ofFunction(ObjectNode call) {
    JsonNode function = call.path("function").isObject() ? call.path("function") : call;
    return toolCall(
        Messages.textOf(call, "id"),
        Messages.textOf(function, "name"),
        function.has("arguments") ? function.path("arguments") : function.path("input"));
  }

  /**
   * Arguments that are valid JSON are kept as a value, so that white space makes no new message.
   */
  static ObjectNode toolCall(@Nullable String id, @Nullable String name, JsonNode arguments) {
    ObjectNode part = Json.MAPPER.createObjectNode().put("type", "tool_call");
    if (id != null) {
      part.put("id", id);
    }
    part.put("name", name == null ? "" : name);
    JsonNode parsed = arguments.isTextual() ? Json.structure(arguments.textValue()) : null;
    if (parsed != null) {
      part.set("arguments", parsed);
    } else if (!arguments.isMissingNode() && !arguments.isNull()) {
      part.set("arguments", arguments);
    }
    return part;
  }

  static ObjectNode response(@Nullable String id, JsonNode response) {
    ObjectNode part = Json.MAPPER.createObjectNode().put("type", "tool_call_response");
    if (id != null) {
      part.put("id", id);
    }
    return part.set("response", onlyText(response));
  }

  /** One text block says no more than its text. */
  private static JsonNode onlyText(JsonNode response) {
    if (response.isMissingNode()) {
      return Json.MAPPER.nullNode();
    }
    if (response.isArray() && response.size() == 1) {
      JsonNode text = response.get(0).path("text");
      return text.isTextual() ? text : response;
    }
    return response;
  }

  private static ObjectNode reasoning(ObjectNode part) {
    JsonNode content = part.has("content") ? part.path("content") : part.path("thinking");
    return content.isTextual() ? reasoning(content.textValue()) : part;
  }

  static ObjectNode reasoning(String content) {
    return Json.MAPPER.createObjectNode().put("type", "reasoning").put("content", content);
  }

  private static ObjectNode image(ObjectNode part) {
    JsonNode image = part.path("image_url");
    String url = image.isTextual() ? image.textValue() : Messages.textOf(image, "url");
    url = url == null ? Messages.textOf(part, "url") : url;
    if (url == null) {
      return part;
    }
    ObjectNode uri = Json.MAPPER.createObjectNode().put("modality", "image");
    int comma = url.indexOf(";base64,");
    if (url.startsWith("data:") && comma > 0) {
      return uri.put("type", "blob")
          .put("mime_type", url.substring("data:".length(), comma))
          .put("content", url.substring(comma + ";base64,".length()));
    }
    return uri.put("type", "uri").put("uri", url);
  }
}
