package dev.parley.server.store;

import org.jspecify.annotations.Nullable;

/**
 * Which spans a figure counts.
 *
 * @param fromNanos first start that counts, nanoseconds since the epoch
 * @param toNanos first start that no longer counts; greater than {@code fromNanos}
 * @param environment null for all environments, empty for the spans that name none
 */
public record Scope(long fromNanos, long toNanos, @Nullable String environment) {
  /** Everything that is stored. */
  public static final Scope ALL = new Scope(Long.MIN_VALUE, Long.MAX_VALUE, null);

  public Scope {
    if (fromNanos >= toNanos) {
      throw new IllegalArgumentException(
          "range: [" + fromNanos + ", " + toNanos + ") (expected: from < to)");
    }
  }

  /** Whether a span that starts then and there is counted. */
  public boolean contains(long startNanos, @Nullable String spanEnvironment) {
    return startNanos >= fromNanos
        && startNanos < toNanos
        && (environment == null
            || environment.equals(spanEnvironment == null ? "" : spanEnvironment));
  }
}
