package dev.parley.server.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.wire.Value;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the members of a JSON object readable as attributes of their own. */
final class Members {
  private static final int MAX_DEPTH = 4;

  /** Far more than counts and costs need. */
  private static final int MAX_MEMBERS = 200;

  private final Attributes attributes;
  private int left = MAX_MEMBERS;

  private Members(Attributes attributes) {
    this.attributes = attributes;
  }

  /** Adds {@code key.member} for each text, number and truth value within, at any level. */
  static void open(Attributes attributes, String key) {
    Value value = attributes.get(key);
    if (value == null) {
      return;
    }
    JsonNode tree = value.isText() ? Json.structure(value.text()) : RawJson.tree(value);
    if (tree != null && tree.isObject()) {
      new Members(attributes).add(key, tree, 1);
    }
  }

  /**
   * Adds {@code key.name} for those of the names that are texts at the top of a JSON object,
   * without reading the rest of it into memory.
   */
  static void openTop(Attributes attributes, String key, Set<String> names) {
    String text = attributes.content(key);
    if (text == null || !text.startsWith("{")) {
      return;
    }
    try (JsonParser in = Json.parser(text)) {
      in.nextToken();
      for (int left = names.size(); left > 0 && in.nextToken() == JsonToken.FIELD_NAME; ) {
        String name = in.currentName();
        if (in.nextToken() == JsonToken.VALUE_STRING && names.contains(name)) {
          Value value = Value.of(in.getText());
          attributes.add(key + '.' + name, value);
          left--;
        }
        in.skipChildren();
      }
    } catch (IOException notJson) {
      // What was read until there is as good as if the rest were right.
    }
  }

  private void add(String key, JsonNode object, int depth) {
    for (var member : object.properties()) {
      String name = key + '.' + member.getKey();
      JsonNode node = member.getValue();
      Value value = scalar(node);
      if (value != null && left-- > 0) {
        attributes.add(name, value);
      } else if (node.isObject() && depth < MAX_DEPTH && left > 0) {
        add(name, node, depth + 1);
      }
    }
  }

  private static @Nullable Value scalar(JsonNode node) {
    if (node.isTextual()) {
      return Value.of(node.textValue());
    }
    if (node.isBoolean()) {
      return Value.of(node.booleanValue());
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return Value.of(node.longValue());
    }
    // As text, because a sum of money must not pass through binary fractions.
    return node.isNumber() ? Value.of(node.asText()) : null;
  }
}
