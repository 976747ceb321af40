package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Value;
import dev.parley.server.wire.WireSpan;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attributes as they were sent, from the JSON that {@link RawJson} made of them. */
final class RawReader {
  private RawReader() {}

  /** Empty for what is no JSON object. */
  static List<Attribute> attributes(JsonNode object) {
    List<Attribute> attributes = new ArrayList<>(object.size());
    object
        .properties()
        .forEach(entry -> attributes.add(Attribute.of(entry.getKey(), value(entry.getValue()))));
    return attributes;
  }

  /** Events as {@link SpanMapper} writes them; empty for what is no JSON array. */
  static List<WireSpan.Event> events(JsonNode array) {
    List<WireSpan.Event> events = new ArrayList<>(array.size());
    for (JsonNode event : array) {
      events.add(
          new WireSpan.Event(
              event.path("timeUnixNano").asLong(),
              event.path("name").asText(""),
              attributes(event.path("attributes"))));
    }
    return events;
  }

  private static Value value(JsonNode node) {
    if (node.isTextual()) {
      return Value.of(node.textValue());
    }
    if (node.isBoolean()) {
      return Value.of(node.booleanValue());
    }
    if (node.canConvertToExactIntegral() && node.isIntegralNumber()) {
      return Value.of(node.longValue());
    }
    if (node.isNumber()) {
      return Value.of(node.doubleValue());
    }
    if (node.isArray()) {
      List<Value> elements = new ArrayList<>(node.size());
      node.forEach(element -> elements.add(value(element)));
      return Value.ofList(elements);
    }
    if (node.isObject()) {
      ByteString bytes = bytes(node);
      return bytes == null ? Value.ofObject(attributes(node)) : Value.of(bytes);
    }
    return Value.NOTHING;
  }

  private static @Nullable ByteString bytes(JsonNode object) {
    JsonNode text = object.path("$bytes");
    if (object.size() != 1 || !text.isTextual()) {
      return null;
    }
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(text.textValue()));
    } catch (IllegalArgumentException aStructureThatOnlyLooksLikeIt) {
      return null;
    }
  }
}
