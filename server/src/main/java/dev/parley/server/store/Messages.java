package dev.parley.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of messages. */
public final class Messages {
  private static final int TITLE_LENGTH = 160;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Messages() {}

  /** The value of a JSON text; a text that is no JSON is itself. */
  public static JsonNode valueOf(@Nullable String text) {
    if (text == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    try {
      JsonNode node = JSON.readTree(text);
      return node.isMissingNode() ? JsonNodeFactory.instance.textNode(text) : node;
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }

  /**
   * Arguments and results: objects and arrays as such, everything else as the text that was
   * captured.
   */
  public static JsonNode structured(@Nullable String text) {
    JsonNode value = valueOf(text);
    return text == null || value.isContainerNode()
        ? value
        : JsonNodeFactory.instance.textNode(text);
  }

  public static String role(JsonNode message) {
    return message.path("role").asText("");
  }

  public static @Nullable String name(JsonNode message) {
    return message.path("name").textValue();
  }

  /** Always an array of objects: a plain text is one text part. */
  public static JsonNode parts(JsonNode message) {
    JsonNode parts = message.path("parts");
    if (parts.isArray()) {
      return parts;
    }
    JsonNode content = parts.isMissingNode() ? message.path("content") : parts;
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    if (content.isTextual()) {
      ObjectNode part = array.addObject();
      part.put("type", "text");
      part.set("content", content);
    } else if (content.isContainerNode()) {
      array.add(content);
    }
    return array;
  }

  /** What the message says in words, on one line and cut to 160 characters; null without words. */
  public static @Nullable String title(@Nullable String json) {
    if (json == null) {
      return null;
    }
    StringBuilder words = new StringBuilder();
    for (JsonNode part : parts(valueOf(json))) {
      String content = part.isTextual() ? part.textValue() : part.path("content").textValue();
      if (content != null && (part.isTextual() || "text".equals(part.path("type").textValue()))) {
        words.append(words.isEmpty() ? "" : " ").append(content);
      }
    }
    String line = words.toString().replaceAll("\\s+", " ").strip();
    if (line.isEmpty()) {
      return null;
    }
    if (line.codePointCount(0, line.length()) <= TITLE_LENGTH) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, TITLE_LENGTH - 1)) + "…";
  }
}
