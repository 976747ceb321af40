package dev.parley.instrumentation.anthropic;

import com.anthropic.core.ObjectMappers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.instrumentation.internal.Part;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the content blocks of messages, of which new kinds appear often: a block is told by its
 * {@code type}, and one of an unknown type is named and measured. Citations are left out.
 */
final class ContentBlocks {

  /** What only the provider can read, and may be longer than all the rest. */
  private static final String ENCRYPTED = "encrypted_content";

  private ContentBlocks() {}

  /** The parts of a message's content, which is a text or a list of blocks. */
  static List<Part> parts(JsonNode content) {
    List<Part> parts = new ArrayList<>();
    if (content.isTextual()) {
      parts.add(new Part.Text(content.textValue()));
    }
    if (content.isArray()) {
      content.forEach(block -> parts.add(part(block)));
    }
    return parts;
  }

  /** Whether a block of a user's message is what a tool of the application answered. */
  static boolean isToolResult(JsonNode block) {
    return type(block).equals("tool_result");
  }

  static Part part(JsonNode block) {
    String type = type(block);
    return switch (type) {
      case "text" -> new Part.Text(block.path("text").asText());
      case "thinking" -> new Part.Reasoning(block.path("thinking").asText());
      case "redacted_thinking" -> new Part.Other(type, block.path("data").asText().length());
      case "tool_use" ->
          Part.ToolCall.of(
              text(block.path("id")), text(block.path("name")), tree(block.path("input")));
      case "tool_result" ->
          new Part.ToolResponse(
              text(block.path("tool_use_id")), null, answered(block.path("content")));
      case "image" -> data("image", block);
      case "document" -> data("document", block);
      case "container_upload" -> new Part.File("file", block.path("file_id").asText());
      default -> other(type, block);
    };
  }

  /** What the provider's own tools were asked and answered, whatever they are called. */
  private static Part other(String type, JsonNode block) {
    if (type.endsWith("_tool_use")) {
      String name = block.path("name").asText("tool");
      // A tool behind a server is named by both; the provider's own are their type.
      String kind = type.equals("server_tool_use") ? name : type;
      return new Part.ServerToolCall(text(block.path("id")), name, kind, tree(block.path("input")));
    }
    if (type.endsWith("_tool_result")) {
      return new Part.ServerToolResponse(
          text(block.path("tool_use_id")), type, answered(block.path("content")));
    }
    return new Part.Other(type, block.toString().length());
  }

  /** Texts alone are one text; anything else stays a tree, without its data. */
  private static @Nullable Object answered(JsonNode content) {
    if (!content.isArray()) {
      return tree(readable(content));
    }
    StringBuilder all = new StringBuilder();
    for (JsonNode block : content) {
      if (!type(block).equals("text")) {
        return tree(readable(content));
      }
      all.append(all.isEmpty() ? "" : "\n").append(block.path("text").asText());
    }
    return all.toString();
  }

  private static Part data(String modality, JsonNode block) {
    JsonNode source = block.path("source");
    return switch (type(source)) {
      case "url" -> new Part.Uri(modality, null, source.path("url").asText());
      case "file" -> new Part.File(modality, source.path("file_id").asText());
      case "base64", "text" ->
          new Part.Blob(
              modality, text(source.path("media_type")), source.path("data").asText().length());
      default -> new Part.Other(modality, source.toString().length());
    };
  }

  /** A copy in which data that is no text is measured, and what is encrypted left out. */
  private static JsonNode readable(JsonNode value) {
    if (value.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      value.forEach(item -> copy.add(readable(item)));
      return copy;
    }
    if (!value.isObject()) {
      return value;
    }
    boolean data = type(value).equals("base64");
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (data && name.equals("data")) {
        copy.put("omitted_characters", value.get(name).asText().length());
      } else if (!name.equals(ENCRYPTED)) {
        copy.set(name, readable(value.get(name)));
      }
    }
    return copy;
  }

  /** Maps, lists and plain values; null for none. */
  static @Nullable Object tree(JsonNode value) {
    return value.isMissingNode() || value.isNull()
        ? null
        : ObjectMappers.jsonMapper().convertValue(value, Object.class);
  }

  /** Null where it is no text. */
  static @Nullable String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : null;
  }

  private static String type(JsonNode block) {
    return block.path("type").asText("unknown");
  }
}
