package dev.parley.server.dialect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Addresses of messages: the first 128 bits of the SHA-256 of their UTF-8. */
final class Hashes {
  private static final HexFormat HEX = HexFormat.of();

  /** To look the algorithm up takes as long as to hash a short message. */
  private static final ThreadLocal<MessageDigest> SHA256 = ThreadLocal.withInitial(Hashes::sha256);

  private Hashes() {}

  /** 32 lower-case hexadecimal digits. */
  static String of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return of(utf8, 0, utf8.length);
  }

  /** 32 lower-case hexadecimal digits. */
  static String of(byte[] utf8, int from, int to) {
    MessageDigest digest = SHA256.get();
    digest.update(utf8, from, to - from);
    return HEX.formatHex(digest.digest(), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
