package dev.parley.sdk;

import io.opentelemetry.api.common.AttributeKey;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Content as it may be recorded: not at all where content is switched off, redacted, and cut.
 *
 * @param length before it was cut
 */
record RecordedText(String text, int length, boolean truncated) {
  static final int DEFAULT_LIMIT = 10_000;
  private static final String MARK = "...";

  /** As {@link #of(Parley, String, Supplier, int)}, with 10,000 characters. */
  static @Nullable RecordedText of(Parley parley, String key, Supplier<String> content) {
    return of(parley, key, content, DEFAULT_LIMIT);
  }

  /**
   * Null where it must not be recorded.
   *
   * @param content asked only where it may be recorded: making text of values is work
   * @param limit how many characters are kept; where there are more, a mark of three dots follows
   */
  static @Nullable RecordedText of(Parley parley, String key, Supplier<String> content, int limit) {
    if (!parley.stepsCaptureContent()) {
      return null;
    }
    String redacted = parley.redactor().redact(key, content.get());
    return redacted == null ? null : cut(redacted, Math.max(limit, 0));
  }

  /** Under this key, and beside it how long it was where it was cut. */
  void write(SpanWriter span, AttributeKey<String> key) {
    span.set(key, text);
    if (truncated) {
      span.set(AttributeKey.longKey(key.getKey() + ".length"), (long) length);
      span.set(AttributeKey.booleanKey(key.getKey() + ".truncated"), true);
    }
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
