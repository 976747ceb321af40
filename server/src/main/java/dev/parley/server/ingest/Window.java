package dev.parley.server.ingest;

/**
 * When spans may start that belong to others.
 *
 * @param fromNanos nanoseconds since the epoch
 * @param toNanos nanoseconds since the epoch, exclusive
 */
record Window(long fromNanos, long toNanos) {
  /** From {@code reach} before the first to {@code reach} after the last, as far as times go. */
  static Window around(long firstNanos, long lastNanos, long reach) {
    return new Window(
        Math.max(firstNanos, Long.MIN_VALUE + reach) - reach,
        Math.min(lastNanos, Long.MAX_VALUE - reach) + reach);
  }
}
