package dev.parley.server.redact;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How much was taken out of each project's data, by rule. Safe for use by many threads. */
final class RedactionCounts {
  private final Map<String, Map<String, LongAdder>> byProject = new ConcurrentHashMap<>();

  void add(String project, String rule) {
    byProject
        .computeIfAbsent(project, p -> new ConcurrentHashMap<>())
        .computeIfAbsent(rule, r -> new LongAdder())
        .increment();
  }

  Map<String, Long> of(String project) {
    Map<String, Long> counts = new TreeMap<>();
    byProject.getOrDefault(project, Map.of()).forEach((rule, sum) -> counts.put(rule, sum.sum()));
    return counts;
  }
}
