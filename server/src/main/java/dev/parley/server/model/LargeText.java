package dev.parley.server.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A long string among the attributes of a span, kept apart from them: it is stored once for all
 * spans that tell it, so there is no use in writing it out among the others first. Immutable.
 */
public final class LargeText {
  /** Strings of fewer characters are not kept apart. */
  public static final int LENGTH = 256;

  private final String key;
  private final int at;
  private final byte[] utf8;
  private final int from;
  private final int to;
  private final List<Quoted> messages;

  /**
   * @param key of the attribute
   * @param at where an empty string stands for it in {@link Raw#outline}
   * @param utf8 has the text; nobody may change it
   * @param from where the text begins in {@code utf8}
   * @param to where it ends
   * @param messages where the text is the JSON of an array of messages, and of nothing else: these,
   *     in its order; else empty
   */
  public LargeText(String key, int at, byte[] utf8, int from, int to, List<Quoted> messages) {
    this.key = key;
    this.at = at;
    this.utf8 = utf8;
    this.from = from;
    this.to = to;
    this.messages = List.copyOf(messages);
  }

  /**
   * A message whose canonical JSON has the same value as what was sent.
   *
   * @param finishReason what was sent besides it, or null
   */
  public record Quoted(Message message, @Nullable String finishReason) {}

  /** The attribute's key. */
  public String key() {
    return key;
  }

  /** Where an empty string stands for it in {@link Raw#outline}, at its first quotation mark. */
  public int at() {
    return at;
  }

  /** The messages that the text is the JSON of; empty where it says anything else. */
  public List<Quoted> messages() {
    return messages;
  }

  /** What was sent. */
  public String text() {
    return new String(utf8, from, to - from, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LargeText text
        && key.equals(text.key)
        && at == text.at
        && messages.equals(text.messages)
        && Arrays.equals(utf8, from, to, text.utf8, text.from, text.to);
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + at;
  }

  @Override
  public String toString() {
    return key + ": " + text();
  }
}
