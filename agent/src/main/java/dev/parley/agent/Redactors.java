package dev.parley.agent;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the application redacts content with, by its own copies of the SDK: all of them redact what
 * the agent records, for it can't tell whose a text is. None keeps its application from being taken
 * away. Thread-safe.
 */
final class Redactors {
  private static final List<WeakReference<BiFunction<String, String, @Nullable String>>> ALL =
      new CopyOnWriteArrayList<>();

  private Redactors() {}

  @SuppressWarnings("unchecked") // What every copy hands over.
  static void add(BiFunction<?, ?, ?> redactor) {
    ALL.removeIf(known -> known.get() == null);
    ALL.add(new WeakReference<>((BiFunction<String, String, @Nullable String>) redactor));
  }

  /** Null where one of them wants nothing recorded. */
  static @Nullable String redact(String key, String text) {
    String redacted = text;
    for (WeakReference<BiFunction<String, String, @Nullable String>> each : ALL) {
      BiFunction<String, String, @Nullable String> redactor = each.get();
      if (redactor != null && redacted != null) {
        redacted = redactor.apply(key, redacted);
      }
    }
    return redacted;
  }
}
