package dev.parley.sdk;

/** In which form instrumented clients write messages. */
public enum MessageFormat {
  /** JSON in {@code gen_ai.input.messages} and its siblings: the current conventions. */
  MESSAGES,
  /** {@code gen_ai.prompt.0.content}, one attribute a field, as earlier tools read them. */
  INDEXED,
  BOTH;

  /** Whether messages are written as JSON. */
  public boolean hasMessages() {
    return this != INDEXED;
  }

  /** Whether messages are written one attribute a field. */
  public boolean hasIndexed() {
    return this != MESSAGES;
  }
}
