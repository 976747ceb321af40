package dev.parley.sdk;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a step is: the value of {@code gen_ai.l9.span.kind}, in lower case. */
public enum StepKind {
  LLM,
  TOOL,
  CHAIN,
  AGENT,
  PROMPT;

  /** The attribute's value. */
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of this name, in any case; {@link #LLM} for what is no kind. */
  public static StepKind of(@Nullable String name) {
    for (StepKind kind : values()) {
      if (kind.name().equalsIgnoreCase(name)) {
        return kind;
      }
    }
    return LLM;
  }
}
