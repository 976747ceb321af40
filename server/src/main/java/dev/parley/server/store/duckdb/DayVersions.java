package dev.parley.server.store.duckdb;

import dev.parley.server.store.Group;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often what is stored of a day may have changed since the start of the process. A count
 * grows after the change is committed and before anyone is told of it; so what was read is of the
 * day as it is when its count before the reading is still that of now. Thread-safe.
 */
final class DayVersions {
  private record ProjectDay(String project, int day) {}

  private final Map<ProjectDay, Long> changes = new ConcurrentHashMap<>();
  private final AtomicLong allChanges = new AtomicLong();

  /** A number that grows with each change of the day. */
  long of(String project, int day) {
    return allChanges.get() + changes.getOrDefault(new ProjectDay(project, day), 0L);
  }

  /** What a group brought or changed was committed, or that failed. */
  void changed(Group group) {
    Set<Integer> days = new HashSet<>();
    group.spans().forEach(span -> days.add(span.day()));
    group.changes().forEach(change -> days.add(change.day()));
    group.contentChanges().forEach(change -> days.add(change.day()));
    group.contents().forEach(content -> days.add(content.address().day()));
    for (int day : days) {
      long unused = changes.merge(new ProjectDay(group.project(), day), 1L, Long::sum);
    }
  }

  /** Anything may have been removed or changed. */
  void allChanged() {
    long unused = allChanges.incrementAndGet();
  }
}
