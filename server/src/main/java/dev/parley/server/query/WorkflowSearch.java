package dev.parley.server.query;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Which workflows are listed and how; null does not restrict.
 *
 * @param text part of id or type, case-insensitive
 * @param type one of the workflow's types
 * @param errorsOnly only those with a failed span
 * @param unpricedOnly only those with a call whose cost is unknown
 * @param minCost only those that cost at least so many US dollars
 */
public record WorkflowSearch(
    @Nullable String text,
    @Nullable String type,
    @Nullable String user,
    @Nullable String model,
    boolean errorsOnly,
    boolean unpricedOnly,
    @Nullable BigDecimal minCost,
    Sort sort,
    boolean descending,
    int limit,
    int offset) {
  /** What the list is ordered by; unknown costs come last either way. */
  public enum Sort {
    LAST_ACTIVITY,
    COST,
    TOKENS,
    CALLS,
    ERRORS
  }
}
