package dev.parley.server.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Finds content by reference. Safe for use by many threads. */
public interface MessageStore {
  /**
   * Messages as canonical JSON by their hash; those that are gone (see retention) are missing.
   *
   * @param day retention day of the span that refers to them
   */
  Map<UUID, String> messages(String project, int day, Collection<UUID> hashes);

  /** The same for those of these messages that have a role. */
  Map<UUID, String> messagesOf(String role, String project, int day, Collection<UUID> hashes);

  /**
   * Rebuilds packed JSON texts (see {@link PackedJson}) in order; each result is the JSON value
   * that was packed. Content that is gone reads as JSON null.
   *
   * @param day retention day of the record that they are part of
   */
  List<String> unpackAll(String project, int day, List<String> packed);

  /** Rebuilds one packed JSON text. */
  default String unpack(String project, int day, String packed) {
    return unpackAll(project, day, List.of(packed)).get(0);
  }
}
