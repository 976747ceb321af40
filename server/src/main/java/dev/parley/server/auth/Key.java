package dev.parley.server.auth;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;

/**
 * A key as it is kept: what it opens, and the hash of its text. The text itself is known to whoever
 * was given it alone; it is random and long, so that a plain hash can't be guessed back.
 *
 * @param id tells keys apart and is no secret
 * @param name what people call it; may be empty
 * @param project whose data it opens
 * @param created when it was made
 * @param sha256 of its text, as hexadecimal digits
 */
public record Key(
    String id, String name, String project, Set<Right> rights, Instant created, String sha256) {
  public Key {
    rights = Set.copyOf(rights);
  }

  /** Compares in the same time whatever differs. */
  boolean matches(KeyText text) {
    return MessageDigest.isEqual(
        HexFormat.of().parseHex(sha256), HexFormat.of().parseHex(text.sha256()));
  }
}
