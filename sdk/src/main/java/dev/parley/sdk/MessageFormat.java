package dev.parley.sdk;

/** In which form instrumented clients write messages. */
public enum MessageFormat {
  /** JSON in {@code gen_ai.input.messages} and its siblings: the current conventions. */
  MESSAGES,
  /** {@code gen_ai.prompt.0.content}, one attribute a field, as earlier tools read them. */
  INDEXED,
  BOTH;

  public boolean hasMessages() {
    return this != INDEXED;
  }

  public boolean hasIndexed() {
    return this != MESSAGES;
  }
}
