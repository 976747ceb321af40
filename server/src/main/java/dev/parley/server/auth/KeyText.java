package dev.parley.server.auth;

import dev.parley.server.model.Sha256;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a key, {@code parley_ID_SECRET}: a prefix by which scanners for lost secrets can know
 * it, an id of 10 letters and digits, and a secret of 43 (256 random bits).
 */
public final class KeyText {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final Pattern FORM = Pattern.compile("parley_([0-9A-Za-z]{10})_[0-9A-Za-z]{43}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String text;
  private final String id;

  private KeyText(String text, String id) {
    this.text = text;
    this.id = id;
  }

  /** A new one. */
  static KeyText random() {
    String id = random(10);
    return new KeyText("parley_" + id + "_" + random(43), id);
  }

  /** Null for a text that is no key. */
  static @Nullable KeyText of(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() ? new KeyText(text, matcher.group(1)) : null;
  }

  /** Letters and digits that can't be guessed. */
  static String random(int length) {
    StringBuilder random = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      random.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return random.toString();
  }

  static String sha256(String text) {
    return HexFormat.of().formatHex(Sha256.of(text));
  }

  String id() {
    return id;
  }

  String sha256() {
    return sha256(text);
  }

  /** The whole text, to be shown once. */
  public String text() {
    return text;
  }

  /** Not the text: it must not get into a log. */
  @Override
  public String toString() {
    return "key " + id;
  }
}
