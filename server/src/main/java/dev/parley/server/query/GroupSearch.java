package dev.parley.server.query;

import dev.parley.server.store.SpanReader.Counted;
import dev.parley.server.store.filter.Field;
import java.util.List;

/**
 * How spans are grouped and which groups are shown.
 *
 * @param by what the spans of a group share; not empty
 * @param of which spans are counted
 */
public record GroupSearch(
    List<Field> by, Counted of, Sort sort, boolean descending, int limit, int offset) {
  /** Groups of one answer; a question with more is refused, never cut. */
  public static final int MOST = 100_000;

  public GroupSearch {
    by = List.copyOf(by);
  }

  /** What the groups are ordered by; unknown comes last either way. */
  public enum Sort {
    KEY,
    COST,
    SPANS,
    CALLS,
    TOKENS,
    ERRORS
  }
}
