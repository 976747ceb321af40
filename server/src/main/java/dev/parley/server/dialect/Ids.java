package dev.parley.server.dialect;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Trace and span ids as text. */
final class Ids {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private Ids() {}

  /** Lower-case hexadecimal digits; null unless there are {@code length} bytes, not all zero. */
  static @Nullable String hex(ByteString id, int length) {
    if (id.size() != length) {
      return null;
    }
    byte[] digits = new byte[2 * length];
    int all = 0;
    for (int i = 0; i < length; i++) {
      byte b = id.byteAt(i);
      all |= b;
      digits[2 * i] = DIGITS[b >> 4 & 0xF];
      digits[2 * i + 1] = DIGITS[b & 0xF];
    }
    return all == 0 ? null : new String(digits, StandardCharsets.ISO_8859_1);
  }

  static String why(String name, ByteString id, int length) {
    String found = id.size() == length ? "all zero" : id.size() + " bytes";
    return name + ": " + found + " (expected: " + length + " bytes, not all zero)";
  }
}
