package dev.parley.sdk.internal;

import org.jspecify.annotations.Nullable;

/**
 * Finds out who enriches the spans of a tracer provider: it travels in the parent context of a
 * span, and the span processor of Parley that sees the span start leaves its accounts here.
 */
public final class Greeting {
  private volatile @Nullable Accounts answer;

  void answer(Accounts accounts) {
    if (answer == null) {
      answer = accounts;
    }
  }

  /** Null where no processor of Parley saw the span. */
  public @Nullable Accounts answer() {
    return answer;
  }
}
