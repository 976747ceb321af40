package dev.parley.server.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** SHA-256 hashes of 32 bytes. Safe for use by many threads. */
public final class Sha256 {
  /** To look the algorithm up takes as long as to hash a short message. */
  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(Sha256::newDigest);

  private Sha256() {}

  /** The hash of a text's UTF-8. */
  public static byte[] of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  public static byte[] of(byte[] bytes, int from, int to) {
    MessageDigest digest = DIGEST.get();
    digest.update(bytes, from, to - from);
    return digest.digest();
  }

  /** The first 128 bits of the hash of a text's UTF-8: what content is addressed by. */
  public static UUID address(String text) {
    return half(of(text));
  }

  /** The first 128 bits of a hash. */
  public static UUID half(byte[] hash) {
    ByteBuffer bits = ByteBuffer.wrap(hash);
    return new UUID(bits.getLong(), bits.getLong());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
