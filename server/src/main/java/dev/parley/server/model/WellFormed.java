package dev.parley.server.model;

/** Text that survives UTF-8: a lone UTF-16 surrogate becomes U+FFFD, as it would on any wire. */
public final class WellFormed {
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
