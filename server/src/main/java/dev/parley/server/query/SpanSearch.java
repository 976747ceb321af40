package dev.parley.server.query;

import dev.parley.server.store.SpanFilter;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Which spans are listed and how.
 *
 * @param unpricedOnly only calls whose cost is unknown
 * @param minCost only calls that cost at least so many US dollars; null for all
 */
public record SpanSearch(
    SpanFilter filter,
    boolean unpricedOnly,
    @Nullable BigDecimal minCost,
    Sort sort,
    boolean descending,
    int limit,
    int offset) {
  /** What the list is ordered by; unknown comes last either way. */
  public enum Sort {
    START,
    DURATION,
    COST,
    TOKENS
  }

  /** Whether a call is listed for what it costs. */
  boolean admits(PricedGroup priced) {
    BigDecimal cost = priced.total();
    return (!unpricedOnly || priced.unpricedCalls() > 0)
        && (minCost == null || (cost != null && cost.compareTo(minCost) >= 0));
  }

  /** Whether what a call costs decides if it is listed. */
  boolean asksForCost() {
    return unpricedOnly || minCost != null;
  }
}
