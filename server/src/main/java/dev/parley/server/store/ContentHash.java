package dev.parley.server.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Content addresses: the first 128 bits of the SHA-256 of a text's UTF-8 bytes, carried as a UUID.
 */
public final class ContentHash {
  private ContentHash() {}

  public static UUID of(String text) {
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
