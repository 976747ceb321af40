package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Value;
import java.util.Base64;
import java.util.List;

/**
 * OTLP values as JSON that keeps their types: integers have no point, doubles do, bytes are {@code
 * {"$bytes": base64}}, NaN and the infinities are strings. Of a repeated key the first value
 * counts.
 */
final class RawJson {
  static final String TOO_DEEP = "[nested deeper than " + Json.MAX_DEPTH + " levels]";

  private RawJson() {}

  static String object(List<Attribute> attributes) {
    if (attributes.isEmpty()) {
      return "{}";
    }
    JsonText out = JsonText.open();
    writeObject(attributes, out, 0);
    return out.close();
  }

  static String value(Value value) {
    JsonText out = JsonText.open();
    writeValue(value, out, 0);
    return out.close();
  }

  static void writeObject(List<Attribute> attributes, JsonText out) {
    writeObject(attributes, out, 0);
  }

  private static void writeObject(List<Attribute> attributes, JsonText out, int depth) {
    Distinct distinct = new Distinct(attributes);
    out.raw('{');
    boolean first = true;
    for (int i = 0; i < attributes.size(); i++) {
      if (distinct.isFirst(i)) {
        Attribute attribute = attributes.get(i);
        if (!first) {
          out.raw(',');
        }
        first = false;
        writeKey(attribute, out);
        writeValue(attribute.value(), out, depth + 1);
      }
    }
    out.raw('}');
  }

  static void writeKey(Attribute attribute, JsonText out) {
    byte[] member = attribute.key().member();
    if (member != null) {
      out.raw(member, 0, member.length);
      return;
    }
    byte[] name = attribute.key().utf8();
    out.string(name, 0, name.length).raw(':');
  }

  /** The value of a member of the outermost object. */
  static void writeMember(Value value, JsonText out) {
    writeValue(value, out, 1);
  }

  private static void writeValue(Value value, JsonText out, int depth) {
    switch (value.type()) {
      case TEXT -> out.string(value.utf8(), value.from(), value.to());
      case TRUTH -> out.raw(value.truth() ? "true" : "false");
      case INTEGER -> out.number(value.integer());
      case REAL -> out.number(value.real());
      case BYTES ->
          out.raw("{\"$bytes\":")
              .string(Base64.getEncoder().encodeToString(value.bytes().toByteArray()))
              .raw('}');
      case LIST -> {
        if (depth >= Json.MAX_DEPTH) {
          out.string(TOO_DEEP);
          return;
        }
        out.raw('[');
        boolean first = true;
        for (Value element : value.elements()) {
          if (!first) {
            out.raw(',');
          }
          first = false;
          writeValue(element, out, depth + 1);
        }
        out.raw(']');
      }
      case OBJECT -> {
        if (depth >= Json.MAX_DEPTH) {
          out.string(TOO_DEEP);
          return;
        }
        writeObject(value.members(), out, depth);
      }
      case NOTHING -> out.raw("null");
    }
  }

  /** The same value as a tree, for structured messages. */
  static JsonNode tree(Value value) {
    return tree(value, 0);
  }

  private static JsonNode tree(Value value, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value.type()) {
      case TEXT -> nodes.textNode(value.text());
      case TRUTH -> nodes.booleanNode(value.truth());
      case INTEGER -> nodes.numberNode(value.integer());
      case REAL -> nodes.numberNode(value.real());
      case BYTES -> nodes.textNode(Base64.getEncoder().encodeToString(value.bytes().toByteArray()));
      case LIST -> {
        if (depth >= Json.MAX_DEPTH) {
          yield nodes.textNode(TOO_DEEP);
        }
        ArrayNode array = nodes.arrayNode();
        value.elements().forEach(each -> array.add(tree(each, depth + 1)));
        yield array;
      }
      case OBJECT -> {
        if (depth >= Json.MAX_DEPTH) {
          yield nodes.textNode(TOO_DEEP);
        }
        ObjectNode object = nodes.objectNode();
        for (Attribute entry : value.members()) {
          if (!object.has(entry.name())) {
            object.set(entry.name(), tree(entry.value(), depth + 1));
          }
        }
        yield object;
      }
      case NOTHING -> nodes.nullNode();
    };
  }
}
