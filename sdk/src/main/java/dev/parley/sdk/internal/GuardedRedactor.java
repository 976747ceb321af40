package dev.parley.sdk.internal;

import dev.parley.sdk.Redactor;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The application's redactor; where that one fails, a note stands for what it did not redact. */
public final class GuardedRedactor
    implements Redactor, BiFunction<String, String, @Nullable String> {
  static final String NOTE = "(redaction failed)";

  private final Guard guard = new Guard("Redacting content");
  private final Redactor redactor;

  public GuardedRedactor(Redactor redactor) {
    this.redactor = redactor;
  }

  /** As {@link #redact}, for another copy of this library. */
  @Override
  public @Nullable String apply(String key, String text) {
    return redact(key, text);
  }

  @Override
  public @Nullable String redact(String key, String text) {
    return guard
        .get(() -> Optional.ofNullable(redactor.redact(key, text)), Optional.of(NOTE))
        .orElse(null);
  }
}
