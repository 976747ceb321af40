package dev.parley.server.dialect;

import dev.parley.server.model.Sha256;
import java.util.HexFormat;

/** Addresses of messages: the first 128 bits of the SHA-256 of their UTF-8. */
final class Hashes {
  private static final HexFormat HEX = HexFormat.of();

  private Hashes() {}

  /** 32 lower-case hexadecimal digits. */
  static String of(String text) {
    return hex(Sha256.of(text));
  }

  /** 32 lower-case hexadecimal digits. */
  static String of(byte[] utf8, int from, int to) {
    return hex(Sha256.of(utf8, from, to));
  }

  private static String hex(byte[] hash) {
    return HEX.formatHex(hash, 0, 16);
  }
}
