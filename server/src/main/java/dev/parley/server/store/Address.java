package dev.parley.server.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where something that is stored once per project and day is found.
 *
 * @param table what it is
 * @param day retention day, see {@link Days}
 * @param hash of its whole content, see {@link ContentHash}
 */
public record Address(Table table, int day, UUID hash) {
  // By hand, because a record's own are chains of method handles, and each text is looked up often.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Address address
        && hash.equals(address.hash)
        && day == address.day
        && table == address.table;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * hash.hashCode() + day) + table.hashCode();
  }

  /** The kinds of things that are addressed by their content. */
  public enum Table {
    MESSAGES,
    BLOBS,
    RESOURCES,
    LOGS,
    METRIC_POINTS,
    SCORES
  }
}
