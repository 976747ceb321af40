package dev.parley.server.store;

import dev.parley.server.model.SpanKey;
import dev.parley.server.trace.Mark;
import dev.parley.server.trace.Standing;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a span that was stored before, because of what arrived after it.
 *
 * @param key which span
 * @param day retention day of its start
 * @param startNanos its start, nanoseconds since the epoch
 * @param mark its mark from now on, or null for none
 * @param before its standing so far
 * @param standing its standing from now on
 */
public record SpanChange(
    SpanKey key,
    int day,
    long startNanos,
    @Nullable Mark mark,
    Standing before,
    Standing standing) {

  /** Whether the span becomes a call or ceases to be one. */
  public boolean countsDiffer() {
    return before.counted() != standing.counted();
  }
}
