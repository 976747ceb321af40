package dev.parley.server.query;

import dev.parley.server.store.SpanFilter;

/**
 * Which spans are listed and how.
 *
 * @param unpricedOnly only calls whose cost is unknown
 */
public record SpanSearch(
    SpanFilter filter, boolean unpricedOnly, Sort sort, boolean descending, int limit, int offset) {
  /** What the list is ordered by; unknown comes last either way. */
  public enum Sort {
    START,
    DURATION,
    COST,
    TOKENS
  }
}
