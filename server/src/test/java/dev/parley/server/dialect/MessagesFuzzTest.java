package dev.parley.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.server.Seeds;
import dev.parley.server.model.Message;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * What emitters call messages, and what is left of it when it was cut or encoded twice: it always
 * becomes messages that a page can show. {@code ./parley fuzz} looks for more.
 */
class MessagesFuzzTest {
  private static final ObjectMapper PAGE = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> replayed() throws Exception {
    return Seeds.replay(MessagesFuzzTest.class, "messages", this::messages);
  }

  @FuzzTest(maxDuration = "1m")
  @Tag("fuzz")
  void messages(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    List<Message> messages = Messages.ofText(text, "user").stream().map(Draft::message).toList();
    long characters = 0;
    for (Message message : messages) {
      assertThatCode(() -> PAGE.readTree(message.json())).doesNotThrowAnyException();
      characters += message.json().length();
    }
    // A character is written as six at most, and a bare value gets a role and a part around it.
    assertThat(characters).isLessThanOrEqualTo(64L * (text.length() + 16));
    boolean isJson = Json.parse(text) != null;
    if (!isJson && !text.isEmpty()) {
      assertThat(messages).hasSize(1);
      assertThat(Json.parse(messages.get(0).json()).at("/parts/0/content").textValue())
          .isEqualTo(text);
    }
  }
}
