package dev.parley.server.store;

import java.util.UUID;

/**
 * Where something that is stored once per project and day is found.
 *
 * @param table what it is
 * @param day retention day, see {@link Days}
 * @param hash of its whole content, see {@link ContentHash}
 */
public record Address(Table table, int day, UUID hash) {
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
