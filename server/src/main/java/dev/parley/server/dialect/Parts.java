package dev.parley.server.dialect;

import static dev.parley.server.dialect.Messages.firstText;
import static dev.parley.server.dialect.Messages.textOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
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
    String type = textOf(part, "type");
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
      case "tool_use", "tool_call", "tool-call", "function", "function_call" -> ofFunction(part);
      case "tool_result", "tool_call_response", "tool-result", "function_call_output" ->
          response(firstText(part, "id", "tool_use_id", "toolCallId", "call_id"), result(part));
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
      return toolCall(textOf(use, "toolUseId"), textOf(use, "name"), use.path("input"));
    }
    JsonNode result = part.path("toolResult");
    if (result.isObject()) {
      return response(textOf(result, "toolUseId"), result.path("content"));
    }
    JsonNode call = part.path(part.has("function_call") ? "function_call" : "functionCall");
    if (call.isObject()) {
      return toolCall(textOf(call, "id"), textOf(call, "name"), call.path("args"));
    }
    JsonNode answer =
        part.path(part.has("function_response") ? "function_response" : "functionResponse");
    if (answer.isObject()) {
      return response(textOf(answer, "id"), answer.path("response"));
    }
    return part;
  }

  /** {@code tool_calls} of a chat message, nested in {@code function} or flat. */
  static void addToolCalls(ArrayNode parts, JsonNode calls) {
    JsonNode list = calls.isTextual() ? Json.structure(calls.textValue()) : calls;
    if (list == null || !list.isArray()) {
      return;
    }
    for (JsonNode each : list) {
      JsonNode call = each.isTextual() ? Json.structure(each.textValue()) : each;
      if (call != null && call.isObject()) {
        parts.add(ofFunction((ObjectNode) call));
      }
    }
  }

  /** The predecessor of {@code tool_calls}. */
  static void addFunctionCall(ArrayNode parts, JsonNode call) {
    if (call.isObject()) {
      parts.add(toolCall(null, textOf(call, "name"), call.path("arguments")));
    }
  }

  private static ObjectNode ofFunction(ObjectNode call) {
    JsonNode function = call.path("function").isObject() ? call.path("function") : call;
    JsonNode arguments = function.path("arguments");
    arguments = arguments.isMissingNode() ? function.path("input") : arguments;
    return toolCall(
        firstText(call, "call_id", "id", "toolCallId"),
        firstText(function, "name", "toolName"),
        arguments.isMissingNode() ? function.path("args") : arguments);
  }

  /** The first of the names that tool results go by. */
  private static JsonNode result(ObjectNode part) {
    for (String name : List.of("response", "result", "output", "content")) {
      JsonNode result = part.path(name);
      if (!result.isMissingNode()) {
        // {"type": "json", "value": …} of Vercel's is its value.
        boolean typed = result.path("type").isTextual() && result.has("value");
        return typed && result.size() == 2 ? result.get("value") : result;
      }
    }
    return Json.MAPPER.missingNode();
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
    JsonNode content = part.path("content");
    for (String name : List.of("thinking", "text")) {
      content = content.isTextual() ? content : part.path(name);
    }
    return content.isTextual() ? reasoning(content.textValue()) : part;
  }

  static ObjectNode reasoning(String content) {
    return Json.MAPPER.createObjectNode().put("type", "reasoning").put("content", content);
  }

  private static ObjectNode image(ObjectNode part) {
    JsonNode image = part.path("image_url");
    String url = image.isTextual() ? image.textValue() : textOf(image, "url");
    url = url == null ? textOf(part, "url") : url;
    return url == null ? part : image(url);
  }

  static ObjectNode image(String url) {
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
