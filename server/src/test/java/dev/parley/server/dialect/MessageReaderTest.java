package dev.parley.server.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.wire.Value;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is read byte by byte beside what is read as a tree: always the same messages. */
class MessageReaderTest {
  private static final String[] STRINGS = {
    "\"\"",
    "\"user\"",
    "\"assistant\"",
    "\"tool\"",
    "\"Human\"",
    "\"text\"",
    "\"Where is my order?\"",
    "\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\"",
    "\"\\u00e9\\u2019\\ud83d\\ude00\\u0022\\u005c\"",
    "\"é日本\uD83D\uDE00\"",
    "\"\\ud83d alone\"",
    "\"\\udc00\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"a\nb\"",
    "\"" + "long ".repeat(40) + "\""
  };
  private static final String[] KEYS = {
    "\"role\"",
    "\"parts\"",
    "\"content\"",
    "\"type\"",
    "\"name\"",
    "\"finish_reason\"",
    "\"id\"",
    "\"tool_calls\"",
    "\"r\\u006fle\""
  };
  private static final String[] OTHERS = {
    "null", "true", "1.50", "-3e2", "{\"a\":1}", "[1,\"x\"]", "{}", "[]", "nul", "{\"a\":[}", ""
  };
  private static final String[] SPACES = {"", "", "", " ", "\n\t", "\r"};

  @Test
  @DisplayName(
      "Arrays of messages of any form, whole, cut and damaged, are read the same both ways")
  void same() {
    int read = 0;
    for (int seed = 0; seed < 30_000; seed++) {
      Random random = new Random(seed);
      String text = array(random);
      if (random.nextInt(5) == 0 && !text.isEmpty()) {
        text = damage(text, random);
      }
      Value value = Value.of(text);
      boolean quick = MessageReader.read(value, "user") != null;
      read += quick ? 1 : 0;
      List<String> expected = told(Messages.ofText(value.text(), "user"));
      assertThat(told(Messages.ofValue(value, "user"))).as(text).isEqualTo(expected);
      // And once more, when it has been seen.
      assertThat(told(Messages.ofValue(value, "user"))).as(text).isEqualTo(expected);
    }
    // Else the test would prove nothing.
    assertThat(read).isGreaterThan(500);
  }

  @Test
  @DisplayName("A message that was seen with another default role is read anew")
  void defaultRole() {
    Value text = Value.of("[{\"type\":\"text\",\"content\":\"" + "Be brief. ".repeat(20) + "\"}]");

    assertThat(Messages.ofValue(text, "system").get(0).role()).isEqualTo("system");
    assertThat(Messages.ofValue(text, "user").get(0).role()).isEqualTo("user");
    assertThat(Messages.ofValue(text, "system").get(0).role()).isEqualTo("system");
  }

  @Test
  @DisplayName("What is added to a message that was seen before stays out of the next one")
  void notShared() {
    Value text =
        Value.of(
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\""
                + "It arrives on Friday. ".repeat(9)
                + "\"}]}]");
    List<String> before = told(Messages.ofValue(text, "assistant"));

    Messages.ofValue(text, "assistant").get(0).parts().insert(0, Parts.reasoning("Let me see."));

    assertThat(told(Messages.ofValue(text, "assistant"))).isEqualTo(before);
  }

  private static List<String> told(List<Draft> drafts) {
    return drafts.stream()
        .map(
            draft ->
                String.join(
                    "|",
                    draft.message().json(),
                    String.valueOf(draft.finishReason()),
                    String.valueOf(draft.isEmpty()),
                    String.valueOf(draft.callsTool()),
                    String.valueOf(draft.reasons()),
                    draft.role()))
        .toList();
  }

  private static String array(Random random) {
    StringBuilder text = new StringBuilder(space(random)).append('[');
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",").append(space(random)).append(element(random));
    }
    return text.append(space(random)).append(']').append(space(random)).toString();
  }

  private static String element(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> object(random, 3);
      case 1 -> any(random, OTHERS);
      case 2 ->
          "{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"1\",\"name\":\"f\","
              + "\"arguments\":"
              + any(random, STRINGS)
              + "},{\"type\":\"reasoning\",\"content\":\"hm\"}]}";
      case 3 -> "{\"role\":\"user\",\"content\":" + any(random, STRINGS) + '}';
      default ->
          "{\"role\":"
              + any(random, STRINGS)
              + space(random)
              + ",\"parts\":["
              + part(random)
              + (random.nextBoolean() ? "," + part(random) : "")
              + ']'
              + (random.nextInt(3) == 0 ? ",\"finish_reason\":" + any(random, STRINGS) : "")
              + (random.nextInt(3) == 0 ? ",\"name\":" + any(random, STRINGS) : "")
              + space(random)
              + '}';
    };
  }

  private static String part(Random random) {
    return random.nextInt(6) == 0
        ? object(random, 1)
        : "{\"type\":\"text\",\"content\":" + any(random, STRINGS) + space(random) + '}';
  }

  private static String object(Random random, int depth) {
    StringBuilder text = new StringBuilder("{");
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",").append(any(random, KEYS)).append(space(random)).append(':');
      switch (random.nextInt(depth > 0 ? 4 : 3)) {
        case 0, 1 -> text.append(space(random)).append(any(random, STRINGS));
        case 2 -> text.append(any(random, OTHERS));
        default -> text.append('[').append(object(random, depth - 1)).append(']');
      }
    }
    return text.append('}').toString();
  }

  private static String damage(String text, Random random) {
    int place = random.nextInt(text.length());
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, place);
      case 1 -> text.substring(0, place) + text.substring(place + 1);
      default ->
          text.substring(0, place) + "\"{}[],:\\".charAt(random.nextInt(8)) + text.substring(place);
    };
  }

  private static String space(Random random) {
    return any(random, SPACES);
  }

  private static String any(Random random, String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
