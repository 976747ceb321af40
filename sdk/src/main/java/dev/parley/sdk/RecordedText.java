package dev.parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * Content as it may be recorded: not at all where content is switched off, redacted, and cut.
 *
 * @param length before it was cut
 */
record RecordedText(String text, int length, boolean truncated) {
  static final int DEFAULT_LIMIT = 10_000;
  private static final String MARK = "...";

  /** Whole, as arguments must be that are to stay JSON; null where it must not be recorded. */
  static @Nullable RecordedText of(Parley parley, String key, String content) {
    return of(parley, key, content, Integer.MAX_VALUE);
  }

  /**
   * Null where it must not be recorded.
   *
   * @param limit how many characters are kept; where there are more, a mark of three dots follows
   */
  static @Nullable RecordedText of(Parley parley, String key, String content, int limit) {
    if (!parley.stepsCaptureContent()) {
      return null;
    }
    String redacted = parley.redactor().redact(key, content);
    return redacted == null ? null : cut(redacted, Math.max(limit, 0));
  }

  private static RecordedText cut(String text, int limit) {
    if (text.length() <= limit) {
      return new RecordedText(text, text.length(), false);
    }
    // Never between the two halves of a character.
    int end = limit > 0 && Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return new RecordedText(text.substring(0, end) + MARK, text.length(), true);
  }
}
