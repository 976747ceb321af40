package dev.parley.pricing;

import dev.parley.pricing.PriceBook.Entry;
import java.time.Instant;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The prices of one model and provider over time, each valid until the next. Immutable; finding one
 * allocates nothing, which a sorted map does.
 */
final class DatedEntries {
  /** By start of validity, ascending; no two start together. */
  private final Entry[] entries;

  private DatedEntries(Entry[] entries) {
    this.entries = entries;
  }

  static DatedEntries of(Entry entry) {
    return new DatedEntries(new Entry[] {entry});
  }

  /** Both; of two with the same start the other's counts. */
  DatedEntries overriddenBy(DatedEntries other) {
    NavigableMap<Instant, Entry> merged = new TreeMap<>();
    stream().forEach(entry -> merged.put(entry.validFrom(), entry));
    other.stream().forEach(entry -> merged.put(entry.validFrom(), entry));
    return new DatedEntries(merged.values().toArray(new Entry[0]));
  }

  /** The entry that is valid at this instant; null before the first. */
  @Nullable Entry at(Instant instant) {
    // From the end: what is asked for most is now, and prices seldom change.
    for (int i = entries.length - 1; i >= 0; i--) {
      if (!entries[i].validFrom().isAfter(instant)) {
        return entries[i];
      }
    }
    return null;
  }

  Stream<Entry> stream() {
    return Arrays.stream(entries);
  }
}
