package dev.parley.server.store;

import dev.parley.server.model.Hex;
import dev.parley.server.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Content addresses: the first 128 bits of the SHA-256 of a text's UTF-8 bytes, carried as a UUID.
 */
public final class ContentHash {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private ContentHash() {}

  public static UUID of(String text) {
    return Sha256.address(text);
  }

  /** Reads 32 hexadecimal digits. */
  public static UUID fromHex(String hex) {
    return new UUID(Hex.number(hex, 0, 16), Hex.number(hex, 16, 32));
  }

  /** The 32 lower-case hexadecimal digits of a hash. */
  public static String toHex(UUID hash) {
    byte[] digits = new byte[32];
    write(hash.getMostSignificantBits(), digits, 0);
    write(hash.getLeastSignificantBits(), digits, 16);
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  private static void write(long bits, byte[] digits, int from) {
    for (int i = 0; i < 16; i++) {
      digits[from + i] = DIGITS[(int) (bits >>> (60 - 4 * i)) & 0xF];
    }
  }
}
