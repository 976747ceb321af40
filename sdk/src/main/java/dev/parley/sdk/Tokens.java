package dev.parley.sdk;

import org.jspecify.annotations.Nullable;

/** Token counts without a tokenizer. */
public final class Tokens {
  private static final int CHARACTERS_PER_TOKEN = 4;

  private Tokens() {}

  /**
   * A rough estimate: a quarter of the text's characters, rounded down; 0 for null. Right within
   * about a third for English prose; code, other languages and short texts are further off, so
   * never charge by it. What a provider reports is always better.
   */
  public static int estimate(@Nullable String text) {
    return text == null ? 0 : text.codePointCount(0, text.length()) / CHARACTERS_PER_TOKEN;
  }
}
