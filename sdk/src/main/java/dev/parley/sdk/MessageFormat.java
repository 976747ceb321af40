package dev.parley.sdk;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  /** The format of this name, in any case; null for what is none. */
  static @Nullable MessageFormat of(String name) {
    for (MessageFormat format : values()) {
      if (format.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
        return format;
      }
    }
    return null;
  }
}
