package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attributes as they were sent, from the JSON that {@link RawJson} made of them. */
final class RawReader {
  private RawReader() {}

  /** Empty for what is no JSON object. */
  static List<KeyValue> attributes(JsonNode object) {
    List<KeyValue> attributes = new ArrayList<>(object.size());
    object
        .properties()
        .forEach(
            entry ->
                attributes.add(
                    KeyValue.newBuilder()
                        .setKey(entry.getKey())
                        .setValue(value(entry.getValue()))
                        .build()));
    return attributes;
  }

  private static AnyValue value(JsonNode node) {
    AnyValue.Builder value = AnyValue.newBuilder();
    if (node.isTextual()) {
      value.setStringValue(node.textValue());
    } else if (node.isBoolean()) {
      value.setBoolValue(node.booleanValue());
    } else if (node.canConvertToExactIntegral() && node.isIntegralNumber()) {
      value.setIntValue(node.longValue());
    } else if (node.isNumber()) {
      value.setDoubleValue(node.doubleValue());
    } else if (node.isArray()) {
      ArrayValue.Builder array = ArrayValue.newBuilder();
      node.forEach(element -> array.addValues(value(element)));
      value.setArrayValue(array);
    } else if (node.isObject()) {
      ByteString bytes = bytes(node);
      if (bytes == null) {
        value.setKvlistValue(KeyValueList.newBuilder().addAllValues(attributes(node)));
      } else {
        value.setBytesValue(bytes);
      }
    }
    return value.build();
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
