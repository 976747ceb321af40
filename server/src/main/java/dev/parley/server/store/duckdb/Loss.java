package dev.parley.server.store.duckdb;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was committed after one record and up to another: what a store that has only the first lost.
 */
record Loss(CommitRecord kept, CommitRecord told) {

  /** What a store lacks; null when it has all that its mark tells of. */
  static @Nullable Loss of(CommitRecord stored, @Nullable CommitRecord marked) {
    return marked == null || marked.sequence() <= stored.sequence()
        ? null
        : new Loss(stored, marked);
  }

  long commits() {
    return told.sequence() - kept.sequence();
  }

  long spans() {
    return told.spans() - kept.spans();
  }

  /** Such as {@code the last 3 commits (number 8 to 10): 40 spans, ...}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "the last %,d commits (number %d to %d): %,d spans, %,d log records, %,d metric points and"
            + " %,d scores, received %suntil %s",
        commits(),
        kept.sequence() + 1,
        told.sequence(),
        spans(),
        told.logs() - kept.logs(),
        told.points() - kept.points(),
        told.scores() - kept.scores(),
        kept.nanos() == 0 ? "" : "after " + time(kept.nanos()) + " ",
        time(told.nanos()));
  }

  private static String time(long nanos) {
    return Instant.EPOCH.plusNanos(nanos).truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
