package dev.parley.sdk.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  @DisplayName("Messages as the conventions have them")
  void messages() {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", "text");
    part.put("content", "Wie \"geht\"\n\u0001es? \u2713 \\");
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", "user");
    message.put("parts", List.of(part));

    assertThat(Json.write(List.of(message)))
        .isEqualTo(
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":"
                + "\"Wie \\\"geht\\\"\\n\\u0001es? \u2713 \\\\\"}]}]");
  }

  @Test
  @DisplayName("Values of every kind")
  void values() {
    assertThat(Json.write(Arrays.asList(null, true, 1, 2.5, Double.NaN, 'c')))
        .isEqualTo("[null,true,1,2.5,null,\"c\"]");
    assertThat(Json.write(new int[] {1, 2})).isEqualTo("[1,2]");
    assertThat(Json.write(new Json.Raw("{\"a\":1}"))).isEqualTo("{\"a\":1}");
    assertThat(Json.write(Map.of())).isEqualTo("{}");
    assertThat(Json.write(List.of())).isEqualTo("[]");
    assertThat(Json.write("\ud83d\ude00 \ud83d")).isEqualTo("\"\ud83d\ude00 \\ud83d\"");
  }

  @ParameterizedTest
  @DisplayName("Text of any length, with any character at any place, is read again as it was")
  @ValueSource(
      strings = {
        "\"",
        "\\",
        "\n",
        "\u0000",
        "\u001f",
        " ",
        "!",
        "#",
        "[",
        "]",
        "\u007f",
        "?",
        "\u0080",
        "\u00e9",
        "\u00ff",
        "\u0100",
        "\u2713",
        "\ud83d\ude00",
        "\"\"",
        "\\\n"
      })
  void texts(String special) throws Exception {
    ObjectMapper reader = new ObjectMapper();
    for (int length = 0; length < 80; length++) {
      for (int place = 0; place <= length; place++) {
        String text = "a".repeat(place) + special + "?".repeat(length - place);
        assertThat(reader.readTree(Json.write(text)).textValue()).isEqualTo(text);
      }
    }
  }

  @Test
  @DisplayName("Half of a character is escaped in a long text too")
  void halves() {
    String before = "What do we know of order 4711? ".repeat(4);
    assertThat(Json.write(before + '\ud83d' + before))
        .isEqualTo('"' + before + "\\ud83d" + before + '"');
  }

  @Test
  @DisplayName("A cycle ends, and a value whose text fails is told")
  void hostile() {
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertThat(Json.write(cycle)).startsWith("[[[").contains("null").endsWith("]]]");

    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException();
          }
        };
    assertThat(Json.write(broken)).startsWith("\"(text of ").endsWith(" failed)\"");
  }

  @Test
  @DisplayName("What holds itself many times ends too")
  @Timeout(60)
  void widerCycle() {
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    cycle.add(cycle);
    assertThat(Json.write(cycle)).startsWith("[[[").endsWith("]]]");
  }
}
