package dev.parley.server.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Derives the JSON schema of the API's records, so that the document can be held against the code.
 */
final class Schemas {
  private final JsonMapper json = new JsonMapper();
  private final ObjectNode schemas = json.createObjectNode();

  /** The schemas of a record and of everything inside it, by name. */
  ObjectNode of(List<Class<? extends Record>> records) {
    records.forEach(this::reference);
    return schemas;
  }

  private ObjectNode reference(Class<?> type) {
    if (!schemas.has(name(type))) {
      ObjectNode schema = schemas.putObject(name(type));
      schema.put("type", "object");
      ObjectNode properties = json.createObjectNode();
      properties(type, properties);
      ArrayNode required = json.createArrayNode();
      properties.fieldNames().forEachRemaining(required::add);
      schema.set("required", required);
      schema.set("properties", properties);
    }
    return json.createObjectNode().put("$ref", "#/components/schemas/" + name(type));
  }

  private static String name(Class<?> type) {
    return type.isMemberClass()
        ? name(type.getDeclaringClass()) + type.getSimpleName()
        : type.getSimpleName();
  }

  private void properties(Class<?> type, ObjectNode into) {
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
        properties(component.getType(), into);
      } else {
        into.set(
            component.getName(),
            property(component.getGenericType(), component.getAnnotatedType()));
      }
    }
  }

  private JsonNode property(Type type, AnnotatedType annotated) {
    ObjectNode schema = schema(type);
    if (!annotated.isAnnotationPresent(Nullable.class)) {
      return schema;
    }
    if (schema.has("type") && !schema.has("enum")) {
      String name = schema.get("type").textValue();
      schema.putArray("type").add(name).add("null");
      return schema;
    }
    ObjectNode either = json.createObjectNode();
    either.putArray("anyOf").add(schema).add(json.createObjectNode().put("type", "null"));
    return either;
  }

  private ObjectNode schema(Type type) {
    ObjectNode schema = json.createObjectNode();
    if (type instanceof ParameterizedType list) {
      schema.put("type", "array");
      schema.set("items", schema(list.getActualTypeArguments()[0]));
      return schema;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return reference(plain);
    }
    if (plain.isEnum()) {
      schema.put("type", "string");
      ArrayNode words = schema.putArray("enum");
      for (Object word : plain.getEnumConstants()) {
        words.add(((Enum<?>) word).name().toLowerCase(Locale.ROOT));
      }
      return schema;
    }
    if (plain == Instant.class) {
      return schema.put("type", "number").put("description", "epoch milliseconds");
    }
    if (plain == BigDecimal.class) {
      return schema.put("type", "string").put("description", "exact decimal");
    }
    if (plain == JsonNode.class) {
      return schema.put("description", "any JSON value");
    }
    if (plain == String.class) {
      return schema.put("type", "string");
    }
    if (plain == boolean.class) {
      return schema.put("type", "boolean");
    }
    return schema.put(
        "type", plain == double.class || plain == Double.class ? "number" : "integer");
  }
}
