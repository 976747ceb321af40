package dev.parley.server.store;

import dev.parley.server.model.SentSpan;
import java.util.Collection;
import java.util.List;

/**
 * Replaces what was understood of stored spans; what was sent stays as it is. For use by one thread
 * of a store that nobody else writes.
 */
public interface Remapping {
  /** The days of a range that have spans, ascending. */
  List<Integer> days(int fromDay, int toDay);

  /**
   * The traces whose first span within the range of days is of {@code day}, by its start.
   *
   * @param day one of the range
   * @param toDay the last day of the range
   */
  List<TraceExtent> traces(int fromDay, int day, int toDay);

  /**
   * Spans of traces as they were sent, by start.
   *
   * @param fromNanos first start that counts, nanoseconds since the epoch
   * @param toNanos first start that no longer counts
   * @param offset how many to leave out
   * @param limit how many to return at most
   */
  List<SentSpan> sent(
      Collection<String> traceIds, long fromNanos, long toNanos, long offset, long limit);

  /**
   * Replaces rows that differ from what is stored, in one transaction, the counters of calls
   * included.
   *
   * @param rows spans that are stored
   * @param contents what they refer to and is not stored yet
   * @param changes what becomes of other spans
   * @return how many rows differed
   * @throws StoreException if it can't be done; then nothing has changed
   */
  long replace(List<SpanRow> rows, List<ContentRow> contents, List<SpanChange> changes);
}
