package dev.parley.server.reported;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Buckets between bounds that the emitter chose. Only those of equal bounds can be merged: the same
 * metric comes with others from SDKs of another age.
 *
 * @param bounds upper bounds, ascending; the last bucket has none
 * @param counts one more than there are bounds
 */
record ExplicitBuckets(List<Double> bounds, List<Long> counts) implements Buckets {
  ExplicitBuckets {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          "counts: " + counts.size() + " (expected: " + (bounds.size() + 1) + ")");
    }
  }

  @Override
  public @Nullable Buckets plus(Buckets other) {
    return combine(other, 1);
  }

  @Override
  public @Nullable Buckets minus(Buckets earlier) {
    return combine(earlier, -1);
  }

  private @Nullable Buckets combine(Buckets other, int sign) {
    if (!(other instanceof ExplicitBuckets explicit) || !explicit.bounds.equals(bounds)) {
      return null;
    }
    Long[] sums = new Long[counts.size()];
    Arrays.setAll(
        sums, i -> Math.max(0, counts.get(i) + sign * explicit.counts.get(i).longValue()));
    return new ExplicitBuckets(bounds, Arrays.asList(sums));
  }

  @Override
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public @Nullable Double quantile(double q) {
    double rank = q * count();
    long below = 0;
    for (int i = 0; i < counts.size(); i++) {
      long here = counts.get(i);
      if (here > 0 && below + here >= rank) {
        double low = i == 0 ? Math.min(0, bounds.isEmpty() ? 0 : bounds.get(0)) : bounds.get(i - 1);
        double high = i < bounds.size() ? bounds.get(i) : low;
        return low + (high - low) * (rank - below) / here;
      }
      below += here;
    }
    return null;
  }
}
