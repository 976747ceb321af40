package dev.parley.server.reported;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Durations of many streams, in seconds. Buckets that can't be merged stay apart. */
final class Distribution {
  private double sum;
  private long count;
  private final List<Buckets> buckets = new ArrayList<>();

  void add(Amount amount, double secondsPerUnit) {
    sum += amount.sum() * secondsPerUnit;
    count += amount.count();
    Buckets more = scaled(amount.buckets(), secondsPerUnit);
    if (more == null) {
      return;
    }
    for (int i = 0; i < buckets.size(); i++) {
      Buckets merged = buckets.get(i).plus(more);
      if (merged != null) {
        buckets.set(i, merged);
        return;
      }
    }
    buckets.add(more);
  }

  /** Explicit bounds take the unit along; exponential ones can't, and then say nothing. */
  private static @Nullable Buckets scaled(@Nullable Buckets buckets, double secondsPerUnit) {
    if (secondsPerUnit == 1) {
      return buckets;
    }
    return buckets instanceof ExplicitBuckets explicit
        ? new ExplicitBuckets(
            explicit.bounds().stream().map(bound -> bound * secondsPerUnit).toList(),
            explicit.counts())
        : null;
  }

  /** Null when nothing was counted. */
  ReportedTotals.@Nullable Latency latency() {
    if (count == 0) {
      return null;
    }
    Buckets largest = buckets.stream().max(Comparator.comparingLong(Buckets::count)).orElse(null);
    return new ReportedTotals.Latency(
        count,
        sum / count,
        largest == null ? null : largest.quantile(0.5),
        largest == null ? null : largest.quantile(0.95));
  }
}
