package dev.parley.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.model.Message;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Packed JSON")
final class PackedJsonTest {
  private static final String LONG = "a long text ".repeat(40);

  private final List<Message> messages = new ArrayList<>();
  private ContentPacker packer = new ContentPacker(messages);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  @DisplayName("unpacks to the same JSON value, whatever the value")
  void sameValue(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      JsonNode value = value(random, 0);
      if (random.nextInt(4) == 0 && value.isObject() && value.path("role").isTextual()) {
        remember(((ObjectNode) value).deepCopy().without("finish_reason"));
      }
      String json = ExactJson.write(value);
      for (int levels = 0; levels < 3; levels++) {
        assertThat(normal(ExactJson.readOwn(unpack(packer.packJson(json, levels)))))
            .as(json)
            .isEqualTo(normal(ExactJson.readOwn(json)));
      }
    }
  }

  @Test
  @DisplayName(
      "each message of an array of messages is a reference, with its finish reason beside it")
  void arrayOfMessages() {
    String question = message("user", LONG);
    String answer = message("assistant", "ok");
    remember(ExactJson.read(question));
    remember(ExactJson.read(answer));
    ObjectNode finished = (ObjectNode) ExactJson.read(answer);
    finished.put("finish_reason", "stop");
    String array = "[" + question + ", " + finished + ", " + message("tool", LONG) + "]";
    ObjectNode attributes = ExactJson.NODES.objectNode();
    attributes.put("gen_ai.input.messages", array);
    attributes.set("structured", ExactJson.read(array));

    String packed = packer.packJson(ExactJson.write(attributes), 1);

    assertThat(packed).doesNotContain("a long text").contains("finish_reason\":\"stop");
    assertThat(packer.blobs()).hasSize(1);
    JsonNode back = ExactJson.read(unpack(packed));
    assertThat(back.get("structured")).isEqualTo(attributes.get("structured"));
    assertThat(ExactJson.read(back.get("gen_ai.input.messages").textValue()))
        .isEqualTo(ExactJson.read(array));
  }

  @Test
  @DisplayName("a history in k turns adds no text but what is new")
  void growingHistory() {
    StringBuilder history = new StringBuilder();
    long before = 0;
    for (int turn = 0; turn < 30; turn++) {
      history.append(turn == 0 ? "" : ",").append(message("user", "turn " + turn + LONG));
      String packed = packer.packText("[" + history + "]");
      assertThat(packed.length()).isLessThan(60 + 60 * (turn + 1));
      long text = packer.blobs().values().stream().mapToLong(String::length).sum();
      assertThat(text - before).isLessThan(LONG.length() + 100L);
      before = text;
    }
    assertThat(packer.blobs()).hasSize(30);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"role\":\"user\",\"content\":\"cut off in the mid",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1} and more",
        "{'a': None}",
        "[NaN]",
        "  [1, 2  "
      })
  @DisplayName("a long text that is not exactly one JSON value comes back byte for byte")
  void notJson(String start) {
    String text = start + " ".repeat(100) + LONG + "\u0000 \uD83D\uDE00 \\ \" \n";
    String packed = packer.packText(text);

    assertThat(packer.blobs()).containsValue(text);
    assertThat(ExactJson.readOwn(unpack(packed)).textValue()).isEqualTo(text);
  }

  @Test
  @DisplayName("a long text of plain JSON without large parts is one blob")
  void plainJsonText() {
    String numbers = "[" + "1.50, ".repeat(200) + "-0.10]";
    assertThat(ExactJson.readOwn(unpack(packer.packText(numbers))).textValue()).isEqualTo(numbers);
    assertThat(packer.blobs()).hasSize(1);
  }

  @Test
  @DisplayName("objects that look like references come back as they were")
  void lookAlikes() {
    for (String marker : new String[] {"$message", "$value", "$text", "$json", "$literal"}) {
      String json = "{\"x\":{\"" + marker + "\":\"" + LONG + "\"},\"y\":[{\"" + marker + "\":1}]}";
      assertThat(unpack(packer.packJson(json, 1))).isEqualTo(json);
      String small = "{\"" + marker + "\":{}}";
      assertThat(unpack(packer.packJson(small, 1))).isEqualTo(small);
      assertThat(ExactJson.readOwn(unpack(packer.packText(small))).textValue()).isEqualTo(small);
    }
    String escaped = "{\"\\u0024text\":\"x\"}";
    assertThat(ExactJson.read(unpack(packer.packJson(escaped, 1))))
        .isEqualTo(ExactJson.read(escaped));
  }

  @Test
  @DisplayName("small values stay where they are")
  void smallValues() {
    String json = "{\"gen_ai.request.model\":\"gpt-4o\",\"n\":1}";
    assertThat(packer.packJson(json, 1)).isEqualTo(json);
    assertThat(packer.packText("plain")).isEqualTo("\"plain\"");
    assertThat(packer.blobs()).isEmpty();
  }

  @Test
  @DisplayName("numbers keep every digit")
  void numbers() {
    String json =
        "{\"a\":1.0,\"b\":123456789012345678901234567890,\"c\":1E+400,\"d\":0.1000000000000000055511151231257827,\"t\":\""
            + LONG
            + "\"}";
    assertThat(unpack(packer.packJson(json, 1))).isEqualTo(json);
  }

  @Test
  @DisplayName("deep nesting, of JSON in strings too, comes back")
  void deepNesting() {
    String deep = "[".repeat(400) + "\"" + LONG + "\"" + "]".repeat(400);
    String inner = ExactJson.write(ExactJson.NODES.textNode(deep));
    for (int i = 0; i < 3; i++) {
      inner = "[" + inner + "]";
      assertThat(unpack(packer.packJson(inner, 0))).isEqualTo(inner);
      inner = ExactJson.write(ExactJson.NODES.textNode(inner));
    }
    String deeper = "[".repeat(3000) + "]".repeat(3000);
    assertThat(ExactJson.readOwn(unpack(packer.packText(deeper))).textValue()).isEqualTo(deeper);
  }

  private void remember(JsonNode message) {
    String json = ExactJson.write(message);
    messages.add(new Message(json));
    packer = new ContentPacker(messages);
  }

  private String unpack(String packed) {
    if (!PackedJson.hasMarkers(packed)) {
      return packed;
    }
    Map<Address, String> contents = new HashMap<>();
    packer
        .blobs()
        .forEach((hash, text) -> contents.put(new Address(Address.Table.BLOBS, 1, hash), text));
    messages.forEach(
        message ->
            contents.put(new Address(Address.Table.MESSAGES, 1, message.hash()), message.json()));
    return PackedJson.parse(packed).unpack(1, contents::get);
  }

  private static String message(String role, String text) {
    return "{\"parts\":[{\"content\":\""
        + text
        + "\",\"type\":\"text\"}],\"role\":\""
        + role
        + "\"}";
  }

  /** Strings of JSON are equal when their values are. */
  private static JsonNode normal(JsonNode node) {
    if (node.isTextual()) {
      String text = node.textValue();
      JsonNode value = text.startsWith("[") || text.startsWith("{") ? ExactJson.read(text) : null;
      return value == null
          ? node
          : ExactJson.NODES.objectNode().set("json in a string", normal(value));
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = ExactJson.NODES.arrayNode();
      array.forEach(child -> copy.add(normal(child)));
      return copy;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = ExactJson.NODES.objectNode();
      object.properties().forEach(field -> copy.set(field.getKey(), normal(field.getValue())));
      return copy;
    }
    return node;
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth > 5 ? 7 : 10)) {
      case 0 -> ExactJson.NODES.nullNode();
      case 1 -> ExactJson.NODES.booleanNode(random.nextBoolean());
      case 2 -> ExactJson.NODES.numberNode(new BigInteger(1 + random.nextInt(100), random));
      case 3 ->
          ExactJson.NODES.numberNode(
              new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(40)));
      case 4 -> ExactJson.NODES.textNode(text(random, random.nextInt(40)));
      case 5 -> ExactJson.NODES.textNode(text(random, random.nextInt(1000)));
      case 6 -> ExactJson.NODES.textNode("[" + text(random, 400));
      case 7 -> ExactJson.NODES.textNode(ExactJson.write(value(random, depth + 1)));
      case 8 -> array(random, depth);
      default -> object(random, depth);
    };
  }

  private static ArrayNode array(Random random, int depth) {
    ArrayNode array = ExactJson.NODES.arrayNode();
    int size = random.nextInt(6);
    for (int i = 0; i < size; i++) {
      array.add(value(random, depth + 1));
    }
    return array;
  }

  private static ObjectNode object(Random random, int depth) {
    String[] keys = {
      "role",
      "parts",
      "content",
      "finish_reason",
      "$text",
      "$json",
      "$value",
      "$message",
      "$literal",
      "$bytes",
      "k",
      "é😀"
    };
    ObjectNode object = ExactJson.NODES.objectNode();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      object.set(keys[random.nextInt(keys.length)], value(random, depth + 1));
    }
    if (random.nextBoolean()) {
      object.put("role", "user");
    }
    return object;
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      switch (random.nextInt(8)) {
        case 0 -> text.append("😀");
        case 1 -> text.append('"').append('\\');
        case 2 -> text.append((char) random.nextInt(32));
        case 3 -> text.append("\"$text\"");
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }
}
