package dev.parley.instrumentation.anthropic;

import com.anthropic.core.JsonNumber;
import com.anthropic.core.JsonObject;
import com.anthropic.core.JsonString;
import com.anthropic.core.JsonValue;
import com.anthropic.core.ObjectMappers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads single fields of a streamed event, of which there may be thousands. */
final class EventFields {

  private EventFields() {}

  /** Empty where it is no object. */
  static Map<String, JsonValue> of(@Nullable JsonValue value) {
    return value instanceof JsonObject object ? object.values() : Map.of();
  }

  /** Null where there is none. */
  static @Nullable String text(Map<String, JsonValue> fields, String name) {
    return fields.get(name) instanceof JsonString text ? text.value() : null;
  }

  /** The position of a content block. */
  static long index(Map<String, JsonValue> fields) {
    return fields.get("index") instanceof JsonNumber number ? number.value().longValue() : 0;
  }

  /** A tree of what is read once. */
  static JsonNode node(@Nullable JsonValue value) {
    return value == null
        ? MissingNode.getInstance()
        : ObjectMappers.jsonMapper().valueToTree(value);
  }
}
