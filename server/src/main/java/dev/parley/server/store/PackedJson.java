package dev.parley.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * JSON whose large parts are references to content that is stored once. An object with one of the
 * keys below stands for something else; everything else stands for itself. {@link ContentPacker}
 * writes it.
 */
public final class PackedJson {
  /**
   * The JSON value of a message; a {@code finish_reason} beside it is one more member of that
   * value.
   */
  static final String MESSAGE = "$message";

  /** The JSON value of a blob. */
  static final String VALUE = "$value";

  /** A string: a blob's text, byte for byte. */
  static final String TEXT = "$text";

  /** A string: the JSON text of the packed value inside. */
  static final String JSON = "$json";

  /** The value inside as it is: escapes an object that uses one of these keys itself. */
  static final String LITERAL = "$literal";

  static final String FINISH_REASON = "finish_reason";

  private static final List<String> MARKERS = List.of(MESSAGE, VALUE, TEXT, JSON, LITERAL);

  private final JsonNode packed;

  private PackedJson(JsonNode packed) {
    this.packed = packed;
  }

  /** Whether {@code text} may hold something to unpack; when not, it is what it stands for. */
  public static boolean hasMarkers(String text) {
    return text.contains("\"$");
  }

  /**
   * Reads what {@link ContentPacker} wrote.
   *
   * @throws StoreException if {@code text} is not JSON
   */
  public static PackedJson parse(String text) {
    JsonNode node = ExactJson.readOwn(text);
    if (node == null) {
      throw new StoreException("packed JSON does not parse: " + cut(text), null);
    }
    return new PackedJson(node);
  }

  /** Names everything that must be at hand to {@link #unpack}. */
  public void references(int day, Consumer<Address> consumer) {
    references(packed, day, consumer);
  }

  /**
   * The JSON text that was packed.
   *
   * @param content the text at an address, or null where it is gone; what is gone unpacks to JSON
   *     null
   */
  public String unpack(int day, Function<Address, @Nullable String> content) {
    return ExactJson.write(unpack(packed, day, content));
  }

  static boolean isMarked(JsonNode object) {
    for (String marker : MARKERS) {
      if (object.has(marker)) {
        return true;
      }
    }
    return false;
  }

  private static void references(JsonNode node, int day, Consumer<Address> consumer) {
    Address address = address(node, day);
    if (address != null) {
      consumer.accept(address);
    } else if (!(node.isObject() && node.has(LITERAL))) {
      for (JsonNode child : node) {
        references(child, day, consumer);
      }
    }
  }

  private static JsonNode unpack(
      JsonNode node, int day, Function<Address, @Nullable String> content) {
    if (node.isArray()) {
      ArrayNode array = ExactJson.NODES.arrayNode(node.size());
      for (JsonNode child : node) {
        array.add(unpack(child, day, content));
      }
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    if (node.has(LITERAL)) {
      return node.get(LITERAL);
    }
    if (node.has(JSON)) {
      return ExactJson.NODES.textNode(ExactJson.write(unpack(node.get(JSON), day, content)));
    }
    Address address = address(node, day);
    if (address != null) {
      return resolve(node, content.apply(address));
    }
    ObjectNode object = ExactJson.NODES.objectNode();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      object.set(field.getKey(), unpack(field.getValue(), day, content));
    }
    return object;
  }

  private static JsonNode resolve(JsonNode reference, @Nullable String text) {
    if (text == null) {
      return ExactJson.NODES.nullNode();
    }
    if (reference.has(TEXT)) {
      return ExactJson.NODES.textNode(text);
    }
    JsonNode value = ExactJson.readOwn(text);
    if (value == null) {
      return ExactJson.NODES.nullNode();
    }
    if (reference.has(FINISH_REASON) && value instanceof ObjectNode object) {
      object.set(FINISH_REASON, reference.get(FINISH_REASON));
    }
    return value;
  }

  private static @Nullable Address address(JsonNode node, int day) {
    if (!node.isObject()) {
      return null;
    }
    if (node.has(MESSAGE)) {
      return new Address(Address.Table.MESSAGES, day, hash(node.get(MESSAGE)));
    }
    if (node.has(VALUE)) {
      return new Address(Address.Table.BLOBS, day, hash(node.get(VALUE)));
    }
    return node.has(TEXT) ? new Address(Address.Table.BLOBS, day, hash(node.get(TEXT))) : null;
  }

  private static UUID hash(JsonNode hex) {
    return ContentHash.fromHex(hex.textValue());
  }

  private static String cut(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
