package dev.parley.server.wire;

import com.google.protobuf.UnsafeByteOperations;
import dev.parley.server.model.WellFormed;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** UTF-8, eight bytes at a time. */
public final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private Utf8() {}

  static boolean isValid(byte[] bytes, int from, int to) {
    return isAscii(bytes, from, to)
        || UnsafeByteOperations.unsafeWrap(bytes, from, to - from).isValidUtf8();
  }

  static boolean isAscii(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - 8; i += 8) {
      if (((long) LONGS.get(bytes, i) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < to; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The first place where a byte ends a plain stretch of a JSON string: a quotation mark, a
   * backslash or a control character; {@code to} where there is none.
   */
  public static int endOfPlain(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - 8; i += 8) {
      long word = (long) LONGS.get(bytes, i);
      long quote = word ^ QUOTES;
      long backslash = word ^ BACKSLASHES;
      // Each term marks its lowest match rightly, and only that one counts.
      long found =
          (((word - SPACES) & ~word)
                  | ((quote - ONES) & ~quote)
                  | ((backslash - ONES) & ~backslash))
              & HIGH_BITS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; i < to; i++) {
      byte b = bytes[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return i;
      }
    }
    return to;
  }

  /** How many UTF-16 units these bytes, which are UTF-8, stand for. */
  public static int length(byte[] bytes, int from, int to) {
    if (isAscii(bytes, from, to)) {
      return to - from;
    }
    int length = 0;
    for (int i = from; i < to; i++) {
      // A character outside of the basic plane has four bytes and two units.
      length += (bytes[i] & 0xC0) == 0x80 ? 0 : (bytes[i] & 0xF8) == 0xF0 ? 2 : 1;
    }
    return length;
  }

  /** Whether an ASCII character is among these bytes. */
  public static boolean contains(byte[] bytes, int from, int to, char ascii) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == ascii) {
        return true;
      }
    }
    return false;
  }

  /** For tables that compare what they find; nothing may rest on it being without collisions. */
  public static int hash(byte[] bytes, int from, int to) {
    long hash = (long) to - from;
    int i = from;
    for (; i <= to - 8; i += 8) {
      hash = (hash ^ (long) LONGS.get(bytes, i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    for (; i < to; i++) {
      hash = (hash ^ bytes[i]) * 0x9E3779B97F4A7C15L;
    }
    return (int) (hash >>> 32);
  }

  /** The bytes of a text; of a lone surrogate those of U+FFFD, as it would be on any wire. */
  public static byte[] bytes(String text) {
    return WellFormed.text(text).getBytes(StandardCharsets.UTF_8);
  }
}
