package dev.parley.server.metrics;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * How many series a family may have: names come from outside, and a flood of distinct ones must not
 * fill memory here and in whoever scrapes. Used by one thread.
 */
final class SeriesLimit {
  private final int most;
  private final Map<Family, Integer> existing;
  private final BiPredicate<Family, String> exists;
  private final Map<Family, Set<String>> added = new EnumMap<>(Family.class);

  /**
   * @param existing how many series each family has
   * @param exists whether it has this one
   */
  SeriesLimit(int most, Map<Family, Integer> existing, BiPredicate<Family, String> exists) {
    this.most = most;
    this.existing = existing;
    this.exists = exists;
  }

  /** Whether the family has or may have a series with these labels; if so, it has it now. */
  boolean admits(Family family, String labels) {
    if (exists.test(family, labels)) {
      return true;
    }
    Set<String> more = added.computeIfAbsent(family, f -> new HashSet<>());
    if (more.contains(labels)) {
      return true;
    }
    return existing.getOrDefault(family, 0) + more.size() < most && more.add(labels);
  }
}
