package dev.parley.server.dialect;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what could not be used, by reason. Not thread-safe. */
final class Rejections {
  private static final int MAX_REASONS = 8;
  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private int count;

  void add(String reason) {
    count++;
    if (reasons.size() < MAX_REASONS || reasons.containsKey(reason)) {
      reasons.merge(reason, 1, Integer::sum);
    }
  }

  int count() {
    return count;
  }

  /**
   * Such as {@code "2 × trace id: 4 bytes (expected: 16, not all zero)"}; empty when all is well.
   */
  String describe() {
    StringBuilder text = new StringBuilder();
    reasons.forEach(
        (reason, times) -> {
          text.append(text.isEmpty() ? "" : "; ");
          text.append(times == 1 ? "" : times + " × ").append(reason);
        });
    return text.toString();
  }
}
