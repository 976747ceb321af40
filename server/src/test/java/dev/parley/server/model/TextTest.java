package dev.parley.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Texts and ids that must survive their encoding")
class TextTest {
  private static final char[] CHARACTERS = {'a', '?', 'é', '€', '\uD83D', '\uDE00', '\0'};

  @Test
  @DisplayName("UTF-8 is that of the text with its lone surrogates replaced, however long it is")
  void utf8() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      // Half of them are ASCII but for one character.
      StringBuilder text = new StringBuilder("x".repeat(random.nextInt(150)));
      int others = random.nextBoolean() ? 1 : random.nextInt(8);
      for (int j = 0; j < others; j++) {
        text.insert(
            random.nextInt(text.length() + 1), CHARACTERS[random.nextInt(CHARACTERS.length)]);
      }
      String wellFormed = WellFormed.text(text.toString());
      assertThat(WellFormed.utf8(text.toString()))
          .isEqualTo(wellFormed.getBytes(StandardCharsets.UTF_8));
      assertThat(new String(WellFormed.utf8(text.toString()), StandardCharsets.UTF_8))
          .isEqualTo(wellFormed);
    }
    assertThat(WellFormed.utf8("y".repeat(99) + "\uD83D"))
        .endsWith("\uFFFD".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("hexadecimal digits are read as one number, and nothing else is taken for any")
  void hex() {
    assertThat(Hex.number("ffffffffffffffff", 0, 16)).isEqualTo(-1);
    assertThat(Hex.number("00000000000000000123456789ABCDEF", 16, 32))
        .isEqualTo(0x0123456789abcdefL);
    assertThatThrownBy(() -> Hex.number("", 0, 0)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Hex.number("12", 0, 3)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Hex.number("1g", 0, 2)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Hex.number("1é", 0, 2)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> Hex.number("0".repeat(17), 0, 17))
        .isInstanceOf(NumberFormatException.class);
  }
}
