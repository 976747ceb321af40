package dev.parley.server.model;

import java.nio.charset.StandardCharsets;

/** Text that survives UTF-8: a lone UTF-16 surrogate becomes U+FFFD, as it would on any wire. */
public final class WellFormed {
  private static final int LONG = 64;

  private WellFormed() {}

  public static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!pairAt(text, i)) {
          return replace(text, i);
        }
        i++;
      }
    }
    return text;
  }

  /** The UTF-8 of {@link #text(String)}. */
  public static byte[] utf8(String text) {
    if (text.length() < LONG) {
      return text(text).getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // To read ASCII back takes less than a look at each character; a lone surrogate is not ASCII.
    return bytes.length == text.length()
            && text.equals(new String(bytes, StandardCharsets.ISO_8859_1))
        ? bytes
        : text(text).getBytes(StandardCharsets.UTF_8);
  }

  private static String replace(String text, int from) {
    StringBuilder result = new StringBuilder(text);
    for (int i = from; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (pairAt(text, i)) {
          i++;
        } else {
          result.setCharAt(i, '\uFFFD');
        }
      }
    }
    return result.toString();
  }

  private static boolean pairAt(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }
}
