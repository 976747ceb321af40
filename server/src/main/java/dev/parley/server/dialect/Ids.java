package dev.parley.server.dialect;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Trace and span ids as text. */
final class Ids {
  private static final HexFormat HEX = HexFormat.of();

  private Ids() {}

  /** Lower-case hexadecimal digits; null unless there are {@code length} bytes, not all zero. */
  static @Nullable String hex(ByteString id, int length) {
    if (id.size() != length) {
      return null;
    }
    for (int i = 0; i < length; i++) {
      if (id.byteAt(i) != 0) {
        return HEX.formatHex(id.toByteArray());
      }
    }
    return null;
  }

  static String why(String name, ByteString id, int length) {
    String found = id.size() == length ? "all zero" : id.size() + " bytes";
    return name + ": " + found + " (expected: " + length + " bytes, not all zero)";
  }
}
