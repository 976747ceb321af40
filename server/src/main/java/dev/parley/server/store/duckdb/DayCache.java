package dev.parley.server.store.duckdb;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was read of whole days, those that were asked for last. Thread-safe. */
final class DayCache<T extends DayCache.Sized> {
  /** Something that holds so many entries. */
  interface Sized {
    int size();
  }

  /**
   * Of what a value is.
   *
   * @param prices see {@link dev.parley.server.store.CostTable#prices}, null where they don't count
   */
  record Key(int day, @Nullable String environment, @Nullable Object prices) {}

  private record Entry<T>(long version, T value) {}

  private final long mostEntries;
  private final Map<Key, Entry<T>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long size;

  /**
   * @param mostEntries of all values together
   */
  DayCache(long mostEntries) {
    this.mostEntries = mostEntries;
  }

  /** The value of a day as it is in this {@link DayVersions version}; null when it is not kept. */
  synchronized @Nullable T get(Key key, long version) {
    Entry<T> entry = entries.get(key);
    return entry == null || entry.version() != version ? null : entry.value();
  }

  /**
   * @param version of the day before the value was read
   */
  synchronized void put(Key key, long version, T value) {
    Entry<T> before = entries.put(key, new Entry<>(version, value));
    size += value.size() - (before == null ? 0 : before.value().size());
    Iterator<Entry<T>> eldest = entries.values().iterator();
    while (size > mostEntries && eldest.hasNext()) {
      size -= eldest.next().value().size();
      eldest.remove();
    }
  }
}
