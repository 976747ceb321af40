package dev.parley.server.query;

import org.jspecify.annotations.Nullable;

/**
 * Which conversations are listed and how; null does not restrict.
 *
 * @param text part of id, user or title, case-insensitive
 * @param errorsOnly only those with a failed call or tool call
 * @param unpricedOnly only those with a call whose cost is unknown
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
    int offset) {
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
