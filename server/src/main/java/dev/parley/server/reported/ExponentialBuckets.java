package dev.parley.server.reported;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * OTLP's exponential buckets: bucket {@code i} of scale {@code s} holds values above {@code b^i} up
 * to {@code b^(i+1)} with {@code b = 2^(2^-s)}. Histograms of unlike scale are merged at the
 * coarser one, where a bucket is made of whole buckets of the finer.
 *
 * <p>Values below 0 are none that a duration or count has; they are left out.
 *
 * @param scale the resolution
 * @param zero how many values are 0, or too near to it
 * @param counts by bucket, those of 0 left out
 */
record ExponentialBuckets(int scale, long zero, SortedMap<Integer, Long> counts)
    implements Buckets {
  /** More buckets than an emitter makes; beyond, resolution is given up. */
  private static final int MOST_BUCKETS = 4096;

  private static final int COARSEST = -10;

  ExponentialBuckets {
    SortedMap<Integer, Long> kept = new TreeMap<>();
    counts.forEach(
        (index, count) -> {
          if (count > 0) {
            kept.put(index, count);
          }
        });
    counts = kept;
  }

  @Override
  public @Nullable Buckets plus(Buckets other) {
    return other instanceof ExponentialBuckets more ? combine(more, 1) : null;
  }

  @Override
  public @Nullable Buckets minus(Buckets earlier) {
    return earlier instanceof ExponentialBuckets less ? combine(less, -1) : null;
  }

  private ExponentialBuckets combine(ExponentialBuckets other, int sign) {
    int coarser = Math.min(scale, other.scale);
    SortedMap<Integer, Long> sums = new TreeMap<>(at(coarser).counts);
    other.at(coarser).counts.forEach((index, count) -> sums.merge(index, sign * count, Long::sum));
    ExponentialBuckets result =
        new ExponentialBuckets(coarser, Math.max(0, zero + sign * other.zero), sums);
    while (result.counts.size() > MOST_BUCKETS && result.scale > COARSEST) {
      result = result.at(result.scale - 1);
    }
    return result;
  }

  /** The same values at a scale that is not finer. */
  ExponentialBuckets at(int coarser) {
    if (coarser >= scale) {
      return this;
    }
    int shift = Math.min(31, scale - coarser);
    SortedMap<Integer, Long> wider = new TreeMap<>();
    counts.forEach((index, count) -> wider.merge(index >> shift, count, Long::sum));
    return new ExponentialBuckets(coarser, zero, wider);
  }

  @Override
  public long count() {
    return zero + counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public @Nullable Double quantile(double q) {
    long all = count();
    if (all == 0) {
      return null;
    }
    double rank = q * all;
    long below = zero;
    if (below >= rank) {
      return 0.0;
    }
    double width = StrictMath.pow(2, -scale);
    double last = 0;
    for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
      long here = bucket.getValue();
      // Within a bucket the logarithm grows evenly, as the buckets themselves do.
      double share = Math.min(1, (rank - below) / here);
      last = StrictMath.pow(2, (bucket.getKey() + share) * width);
      if (below + here >= rank) {
        return last;
      }
      below += here;
    }
    return last;
  }
}
