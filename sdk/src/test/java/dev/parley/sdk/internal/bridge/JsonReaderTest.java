package dev.parley.sdk.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.sdk.instrumentation.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
  private static final JsonMapper JACKSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final String VALID =
      "[{\"a\":[1,-0.5e+3,true,false,null,\"\\u00e9\\n\\\"x\"],\"b\":{}},[],\"\uD83D\uDE00\", 7 ]";

  private static JsonNode jackson(String text) {
    try {
      JsonNode node = JACKSON.readTree(text);
      return node != null && node.isArray() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  @Test
  @DisplayName("Whatever is done to JSON, it is read as another reader reads it, or not at all")
  void asJackson() {
    Random random = new Random(4711);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(VALID);
      for (int edits = random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, VALID.charAt(random.nextInt(VALID.length())));
          default -> text.insert(at, VALID.charAt(random.nextInt(VALID.length())));
        }
      }
      // The other reader takes no half of a pair of surrogates; its byte form has none.
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      String whole = new String(bytes, StandardCharsets.UTF_8);
      List<?> ours = JsonReader.array(whole);
      JsonNode theirs = jackson(whole);
      if (theirs == null) {
        assertThat(ours).as("%s", Json.write(text)).isNull();
      } else {
        assertThat(ours).as("%s", Json.write(text)).isNotNull();
        assertThat(jackson(Json.write(ours))).as("%s", Json.write(text)).isEqualTo(theirs);
        read++;
      }
    }
    assertThat(read).isGreaterThan(1_000);
  }

  @Test
  @DisplayName("What is nested deeper than any message is not read, and no stack overflows")
  void deep() {
    assertThat(JsonReader.array("[".repeat(100_000))).isNull();
    assertThat(JsonReader.array("[".repeat(100) + "]".repeat(100))).isNull();
    assertThat(JsonReader.array("[".repeat(50) + "]".repeat(50))).isNotNull();
  }
}
