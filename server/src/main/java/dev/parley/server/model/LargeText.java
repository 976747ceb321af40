package dev.parley.server.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a long string stands among the attributes of a span, so that nobody need parse them to take
 * it out.
 *
 * @param key of the attribute
 * @param from where its JSON begins in {@link Raw#attributes}, at the quotation mark
 * @param to where it ends, after the quotation mark
 * @param text the string; null where {@code messages} tell it
 * @param messages where the string is the JSON of an array of messages, and of nothing else: these,
 *     in its order; else empty
 */
public record LargeText(
    String key, int from, int to, @Nullable String text, List<Quoted> messages) {
  /** Strings of fewer characters are not told of. */
  public static final int LENGTH = 256;

  public LargeText {
    messages = List.copyOf(messages);
    if ((text == null) == messages.isEmpty()) {
      throw new IllegalArgumentException(
          "text or messages: " + key + " (expected: exactly one of them)");
    }
  }

  /**
   * A message whose canonical JSON has the same value as what was sent.
   *
   * @param finishReason what was sent besides it, or null
   */
  public record Quoted(Message message, @Nullable String finishReason) {}
}
