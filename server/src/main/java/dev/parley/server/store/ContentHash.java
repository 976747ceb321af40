package dev.parley.server.store;

import dev.parley.server.model.Sha256;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Content addresses: the first 128 bits of the SHA-256 of a text's UTF-8 bytes, carried as a UUID.
 */
public final class ContentHash {
  private ContentHash() {}

  public static UUID of(String text) {
    ByteBuffer digest = ByteBuffer.wrap(Sha256.of(text));
    return new UUID(digest.getLong(), digest.getLong());
  }

  /** Reads 32 hexadecimal digits. */
  public static UUID fromHex(String hex) {
    return new UUID(
        Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
  }

  /** The 32 lower-case hexadecimal digits of a hash. */
  public static String toHex(UUID hash) {
    return hash.toString().replace("-", "");
  }
}
