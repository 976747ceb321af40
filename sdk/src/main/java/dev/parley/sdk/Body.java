package dev.parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * Work that returns a value and may throw; a lambda that throws nothing needs no {@code throws}.
 */
@FunctionalInterface
public interface Body<T extends @Nullable Object, E extends Exception> {
  /** Does the work; what it returns and throws goes on unchanged. */
  T call() throws E;
}
