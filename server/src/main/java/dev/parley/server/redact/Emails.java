package dev.parley.server.redact;

/** E-mail addresses: a local part of up to 64 characters, and a domain of two labels or more. */
final class Emails implements Rule {
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;

  @Override
  public String name() {
    return "email";
  }

  @Override
  public void find(String text, Finder finder) {
    int done = 0;
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      int from = at;
      while (from > done && at - from < LONGEST_LOCAL && isLocal(text.charAt(from - 1))) {
        from--;
      }
      while (from < at && !Character.isLetterOrDigit(text.charAt(from))) {
        from++;
      }
      int to = endOfDomain(text, at + 1);
      if (from < at && to > at) {
        finder.found(from, to);
        done = to;
        at = to - 1;
      }
    }
  }

  /** Where it ends; -1 when none begins there. What is grown together with it belongs to it. */
  private static int endOfDomain(String text, int from) {
    int to = from;
    while (to < text.length() && to - from < LONGEST_DOMAIN && isDomain(text.charAt(to))) {
      to++;
    }
    while (to > from && !Character.isLetterOrDigit(text.charAt(to - 1))) {
      to--;
    }
    for (int i = from + 1; i + 2 < to; i++) {
      // A label of a country or of a name begins with letters, one of a version does not.
      if (text.charAt(i) == '.'
          && Character.isLetter(text.charAt(i + 1))
          && Character.isLetter(text.charAt(i + 2))) {
        return to;
      }
    }
    return -1;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || "._%+-'".indexOf(c) >= 0;
  }

  private static boolean isDomain(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-';
  }
}
