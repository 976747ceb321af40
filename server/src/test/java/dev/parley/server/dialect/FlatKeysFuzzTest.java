package dev.parley.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.Seeds;
import dev.parley.server.model.Message;
import dev.parley.server.model.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Attributes whose keys are flattened structures, the first line the scope, then one {@code
 * key=value} a line: keys that are both a value and a prefix, huge indices, gaps, repetitions. The
 * span is stored whatever they are, with every key that was sent. {@code ./parley fuzz} looks for
 * more.
 */
class FlatKeysFuzzTest {
  @TestFactory
  Stream<DynamicTest> replayed() throws Exception {
    return Seeds.replay(FlatKeysFuzzTest.class, "keys", this::keys);
  }

  @FuzzTest(maxDuration = "1m")
  @Tag("fuzz")
  void keys(byte[] bytes) {
    String lines = new String(bytes, UTF_8);
    List<Object> attributes = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    List<String> all = lines.lines().toList();
    for (String line : all) {
      int equals = line.indexOf('=');
      if (equals >= 0) {
        keys.add(line.substring(0, equals));
        attributes.add(line.substring(0, equals));
        attributes.add(value(line.substring(equals + 1)));
      }
    }
    Fixture fixture = Fixture.span("chat", attributes.toArray());

    Span span = fixture.scope(all.isEmpty() ? "" : all.get(0)).map();

    JsonNode stored = Json.parse(span.raw().attributes());
    assertThat(stored).isNotNull();
    assertThat(stored.size()).isEqualTo(keys.size());
    long characters = 0;
    for (List<Message> messages :
        List.of(span.content().system(), span.content().input(), span.content().output())) {
      for (Message message : messages) {
        characters += message.json().length();
      }
    }
    assertThat(characters).isLessThanOrEqualTo(256L * (lines.length() + 64));
  }

  private static Object value(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notWhole) {
      return text;
    }
  }
}
