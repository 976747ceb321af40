package dev.parley.server.redact;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text as it reads once its escapes are resolved, those of JSON and of addresses: an {@code @} is
 * found in {@code %40} and in what JSON may write for it, and what follows a {@code \n} begins a
 * word. Used for text that is no JSON as a whole, such as JSON that was cut.
 */
final class Unescaped {
  private final String text;

  /** Where each character of the text, and its end, is in the text as it was sent. */
  private final int[] origins;

  private Unescaped(String text, int[] origins) {
    this.text = text;
    this.origins = origins;
  }

  /** What it reads as. */
  String text() {
    return text;
  }

  /** Where the character, or the end, is in the text as it was sent. */
  int origin(int at) {
    return origins[at];
  }

  /** The text with its escapes resolved once; null when there are none. */
  static @Nullable Unescaped of(String text) {
    if (text.indexOf('\\') < 0 && text.indexOf('%') < 0) {
      return null;
    }
    StringBuilder out = new StringBuilder(text.length());
    int[] origins = new int[text.length() + 1];
    int i = 0;
    while (i < text.length()) {
      origins[out.length()] = i;
      int length = lengthOfEscape(text, i);
      out.append(length == 0 ? text.charAt(i) : character(text, i, length));
      i += Math.max(1, length);
    }
    origins[out.length()] = i;
    return out.length() == text.length()
        ? null
        : new Unescaped(out.toString(), Arrays.copyOf(origins, out.length() + 1));
  }

  /** The same with the escapes resolved that are left; null when there are none. */
  @Nullable Unescaped again() {
    Unescaped next = of(text);
    if (next == null) {
      return null;
    }
    int[] composed = next.origins;
    for (int i = 0; i < composed.length; i++) {
      composed[i] = origins[composed[i]];
    }
    return new Unescaped(next.text, composed);
  }

  private static int lengthOfEscape(String text, int at) {
    char c = text.charAt(at);
    if (c == '%') {
      int code = hex(text, at + 1, 2);
      return code >= 0 && code < 0x80 ? 3 : 0;
    }
    if (c != '\\' || at + 1 == text.length()) {
      return 0;
    }
    char next = text.charAt(at + 1);
    if (next == 'u') {
      return hex(text, at + 2, 4) < 0 ? 0 : 6;
    }
    return "\"\\/bfnrt'".indexOf(next) < 0 ? 0 : 2;
  }

  private static char character(String text, int at, int length) {
    if (length == 2) {
      char c = text.charAt(at + 1);
      return switch (c) {
        case 'n', 'r', 't', 'b', 'f' -> '\n';
        default -> c;
      };
    }
    return (char) (length == 3 ? hex(text, at + 1, 2) : hex(text, at + 2, 4));
  }

  /** The number that the digits write; -1 if they are not that many, or none. */
  private static int hex(String text, int from, int digits) {
    if (from + digits > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      number = number * 16 + digit;
    }
    return number;
  }
}
