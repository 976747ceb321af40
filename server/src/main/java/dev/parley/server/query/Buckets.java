package dev.parley.server.query;

import dev.parley.server.store.Scope;

/**
 * How a range is cut into buckets of time: at most {@value #MOST}, aligned to multiples of their
 * length, so that a moving range keeps its buckets.
 *
 * @param stepNanos length of a bucket
 * @param first number of the first bucket (its start divided by the length)
 * @param count how many buckets
 */
record Buckets(long stepNanos, long first, int count) {
  private static final int MOST = 60;
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400;
  private static final long[] STEPS = {
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    10_800,
    14_400,
    21_600,
    43_200,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    90 * DAY,
    365 * DAY,
    3650 * DAY
  };

  static Buckets of(Scope scope) {
    for (long step : STEPS) {
      Buckets buckets = cut(scope, step * SECOND);
      if (buckets.count <= MOST) {
        return buckets;
      }
    }
    return cut(scope, Long.MAX_VALUE / 4);
  }

  private static Buckets cut(Scope scope, long step) {
    long first = Math.floorDiv(scope.fromNanos(), step);
    long last = Math.floorDiv(scope.toNanos() - 1, step);
    return new Buckets(step, first, (int) Math.min(Integer.MAX_VALUE, last - first + 1));
  }

  long start(int index) {
    return (first + index) * stepNanos;
  }

  /** Position of a bucket in the series. */
  int index(long bucket) {
    return (int) (bucket - first);
  }
}
