package dev.parley.server.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * OTLP values as JSON that keeps their types: integers have no point, doubles do, bytes are {@code
 * {"$bytes": base64}}, NaN and the infinities are strings. Of a repeated key the first value
 * counts.
 */
final class RawJson {
  static final String TOO_DEEP = "[nested deeper than " + Json.MAX_DEPTH + " levels]";

  private RawJson() {}

  static String object(List<KeyValue> attributes) {
    return attributes.isEmpty() ? "{}" : Json.write(out -> writeObject(attributes, out, 0));
  }

  static String value(AnyValue value) {
    return Json.write(out -> writeValue(value, out, 0));
  }

  static void writeObject(List<KeyValue> attributes, JsonGenerator out) throws IOException {
    writeObject(attributes, out, 0);
  }

  private static void writeObject(List<KeyValue> attributes, JsonGenerator out, int depth)
      throws IOException {
    Set<String> seen = new HashSet<>();
    out.writeStartObject();
    for (KeyValue attribute : attributes) {
      if (seen.add(attribute.getKey())) {
        out.writeFieldName(attribute.getKey());
        writeValue(attribute.getValue(), out, depth + 1);
      }
    }
    out.writeEndObject();
  }

  private static void writeValue(AnyValue value, JsonGenerator out, int depth) throws IOException {
    switch (value.getValueCase()) {
      case STRING_VALUE -> out.writeString(value.getStringValue());
      case BOOL_VALUE -> out.writeBoolean(value.getBoolValue());
      case INT_VALUE -> out.writeNumber(value.getIntValue());
      case DOUBLE_VALUE -> out.writeNumber(value.getDoubleValue());
      case BYTES_VALUE -> {
        out.writeStartObject();
        out.writeStringField(
            "$bytes", Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
        out.writeEndObject();
      }
      case ARRAY_VALUE -> {
        if (depth >= Json.MAX_DEPTH) {
          out.writeString(TOO_DEEP);
          return;
        }
        out.writeStartArray();
        for (AnyValue element : value.getArrayValue().getValuesList()) {
          writeValue(element, out, depth + 1);
        }
        out.writeEndArray();
      }
      case KVLIST_VALUE -> {
        if (depth >= Json.MAX_DEPTH) {
          out.writeString(TOO_DEEP);
          return;
        }
        writeObject(value.getKvlistValue().getValuesList(), out, depth);
      }
      default -> out.writeNull();
    }
  }

  /** The same value as a tree, for structured messages. */
  static JsonNode tree(AnyValue value) {
    return tree(value, 0);
  }

  private static JsonNode tree(AnyValue value, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value.getValueCase()) {
      case STRING_VALUE -> nodes.textNode(value.getStringValue());
      case BOOL_VALUE -> nodes.booleanNode(value.getBoolValue());
      case INT_VALUE -> nodes.numberNode(value.getIntValue());
      case DOUBLE_VALUE -> nodes.numberNode(value.getDoubleValue());
      case BYTES_VALUE ->
          nodes.textNode(Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
      case ARRAY_VALUE -> {
        if (depth >= Json.MAX_DEPTH) {
          yield nodes.textNode(TOO_DEEP);
        }
        ArrayNode array = nodes.arrayNode();
        value.getArrayValue().getValuesList().forEach(each -> array.add(tree(each, depth + 1)));
        yield array;
      }
      case KVLIST_VALUE -> {
        if (depth >= Json.MAX_DEPTH) {
          yield nodes.textNode(TOO_DEEP);
        }
        ObjectNode object = nodes.objectNode();
        for (KeyValue entry : value.getKvlistValue().getValuesList()) {
          if (!object.has(entry.getKey())) {
            object.set(entry.getKey(), tree(entry.getValue(), depth + 1));
          }
        }
        yield object;
      }
      default -> nodes.nullNode();
    };
  }
}
