package dev.parley.server.query;

import dev.parley.server.store.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Which conversations are listed and how; null does not restrict.
 *
 * @param text part of id, user or title, case-insensitive
 * @param errorsOnly only those with a failed call or tool call
 * @param unpricedOnly only those with a call whose cost is unknown
 * @param filter what else must be true of the conversation
 */
public record ConversationSearch(
    @Nullable String text,
    @Nullable String user,
    @Nullable String model,
    boolean errorsOnly,
    boolean unpricedOnly,
    Sort sort,
    boolean descending,
    int limit,
    int offset,
    @Nullable Filter filter) {
  /** A search without a filter. */
  public ConversationSearch(
      @Nullable String text,
      @Nullable String user,
      @Nullable String model,
      boolean errorsOnly,
      boolean unpricedOnly,
      Sort sort,
      boolean descending,
      int limit,
      int offset) {
    this(text, user, model, errorsOnly, unpricedOnly, sort, descending, limit, offset, null);
  }

  /** What the list is ordered by; unknown costs come last either way. */
  public enum Sort {
    LAST_ACTIVITY,
    COST,
    TOKENS,
    DURATION,
    TURNS,
    ERRORS
  }
}
