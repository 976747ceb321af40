package dev.parley.server.store.duckdb;

import dev.parley.server.store.Address;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Content that was read last. It never changes, since its address is made of it, and reading it is
 * dear: the engine unpacks two thousand texts to give one. Thread-safe.
 */
final class ContentCache {
  /** Of all texts together; some 16 MB at most. */
  private static final long MOST_CHARACTERS = 8_000_000;

  private static final int LONGEST = 100_000;

  /**
   * Where a text is found.
   *
   * @param role that it was asked for by, or null for any
   */
  record Key(Address.Table table, String project, int day, @Nullable String role, UUID hash) {}

  private final Map<Key, String> texts = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;
  private long generation;

  /** Grows with each {@link #clear}. */
  synchronized long generation() {
    return generation;
  }

  @Nullable
  synchronized String get(Key key) {
    return texts.get(key);
  }

  /**
   * @param read the generation when the texts began to be read: what was cleared since then may
   *     have been removed, and stays out
   */
  synchronized void put(Map<Key, String> found, long read) {
    if (read != generation) {
      return;
    }
    Map<Key, String> kept = new HashMap<>(found);
    kept.values().removeIf(text -> text.length() > LONGEST);
    kept.forEach(
        (key, text) -> {
          String before = texts.put(key, text);
          characters += text.length() - (before == null ? 0 : before.length());
        });
    Iterator<String> eldest = texts.values().iterator();
    while (characters > MOST_CHARACTERS && eldest.hasNext()) {
      characters -= eldest.next().length();
      eldest.remove();
    }
  }

  /** Forgets everything: something was removed. */
  synchronized void clear() {
    texts.clear();
    characters = 0;
    generation++;
  }
}
