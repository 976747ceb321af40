package dev.parley.server.query;

import dev.parley.server.store.filter.Filter;
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
 * @param filter what else must be true of the workflow
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
    int offset,
    @Nullable Filter filter) {
  /** A search without a filter. */
  public WorkflowSearch(
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
    this(
        text,
        type,
        user,
        model,
        errorsOnly,
        unpricedOnly,
        minCost,
        sort,
        descending,
        limit,
        offset,
        null);
  }

  /** What the list is ordered by; unknown costs come last either way. */
  public enum Sort {
    LAST_ACTIVITY,
    COST,
    TOKENS,
    CALLS,
    ERRORS
  }
}
