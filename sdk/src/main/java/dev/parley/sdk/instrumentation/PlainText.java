package dev.parley.sdk.instrumentation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Passes over text that JSON holds as it is, eight characters at a time. */
final class PlainText {
  private static final long EACH = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long BLANKS = EACH * ' ';
  private static final long QUOTES = EACH * '"';
  private static final long BACKSLASHES = EACH * '\\';

  private PlainText() {}

  /** The characters of a text as a byte each; null if it has any that don't fit. */
  static byte @Nullable [] latin(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    // What does not fit became a question mark.
    return text.equals(new String(bytes, StandardCharsets.ISO_8859_1)) ? bytes : null;
  }

  /** A place from which on, within eight characters, there may be one to escape. */
  static int skip(byte[] latin, int from) {
    ByteBuffer words = ByteBuffer.wrap(latin).order(ByteOrder.LITTLE_ENDIAN);
    int i = from;
    while (i <= latin.length - Long.BYTES && isPlain(words.getLong(i))) {
      i += Long.BYTES;
    }
    return i;
  }

  /**
   * Whether none of eight characters is a control character, a quote or a backslash. Taking a limit
   * off each byte leaves the high bit of those below it.
   *
   * @see <a href="https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord">Anderson, Bit
   *     Twiddling Hacks</a>
   */
  private static boolean isPlain(long word) {
    long quotes = word ^ QUOTES;
    long backslashes = word ^ BACKSLASHES;
    long found =
        ((word - BLANKS) & ~word)
            | ((quotes - EACH) & ~quotes)
            | ((backslashes - EACH) & ~backslashes);
    return (found & HIGH) == 0;
  }
}
