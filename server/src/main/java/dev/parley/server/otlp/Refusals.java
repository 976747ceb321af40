package dev.parley.server.otlp;

import dev.parley.server.otlp.Refusal.Reason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts refused requests by reason. Thread-safe. */
final class Refusals {
  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  Refusals() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  /** Counts a refusal and gives it back. */
  Refusal count(Refusal refusal) {
    LongAdder count = counts.get(refusal.reason());
    if (count != null) {
      count.increment();
    }
    return refusal;
  }

  /** By reason in lower case; every reason is there. */
  Map<String, Long> byReason() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach(
        (reason, count) -> sums.put(reason.name().toLowerCase(Locale.ROOT), count.sum()));
    return sums;
  }
}
