package dev.parley.server.store;

import org.jspecify.annotations.Nullable;

/**
 * Which spans a figure counts.
 *
 * @param fromNanos first start that counts, nanoseconds since the epoch
 * @param toNanos first start that no longer counts; greater than {@code fromNanos}
 * @param environment null for all environments, empty for the spans that name none
 * @param selection what else must be true of a span, or null
 */
public record Scope(
    long fromNanos, long toNanos, @Nullable String environment, @Nullable Selection selection) {
  /** Everything that is stored. */
  public static final Scope ALL = new Scope(Long.MIN_VALUE, Long.MAX_VALUE, null);

  /** A scope of all spans of the range and environment. */
  public Scope(long fromNanos, long toNanos, @Nullable String environment) {
    this(fromNanos, toNanos, environment, null);
  }

  public Scope {
    if (fromNanos >= toNanos) {
      throw new IllegalArgumentException(
          "range: [" + fromNanos + ", " + toNanos + ") (expected: from < to)");
    }
  }

  /** The same without the selection. */
  public Scope whole() {
    return selection == null ? this : new Scope(fromNanos, toNanos, environment);
  }

  /** Whether a span that starts then and there is counted; the selection is not looked at. */
  public boolean contains(long startNanos, @Nullable String spanEnvironment) {
    return startNanos >= fromNanos
        && startNanos < toNanos
        && (environment == null
            || environment.equals(spanEnvironment == null ? "" : spanEnvironment));
  }
}
