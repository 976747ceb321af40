package dev.parley.server.ingest;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** How long commits took since the start of the server. Safe for use by many threads. */
public final class CommitTimes {
  /** Upper bounds of the buckets, in milliseconds. */
  private static final long[] MILLIS = {5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000};

  /** Upper bounds of {@link Snapshot#atMost}, in seconds, as they are written. */
  public static final List<String> BOUNDS =
      List.of("0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10");

  private final LongAdder[] buckets =
      LongStream.rangeClosed(0, MILLIS.length)
          .mapToObj(i -> new LongAdder())
          .toArray(LongAdder[]::new);
  private final LongAdder nanos = new LongAdder();

  /**
   * What it comes to.
   *
   * @param atMost commits that took no longer than each of the bounds, ascending
   * @param count of all commits
   * @param nanos of all commits together
   */
  public record Snapshot(List<Long> atMost, long count, long nanos) {}

  void add(long tookNanos) {
    int bucket = 0;
    while (bucket < MILLIS.length && tookNanos > TimeUnit.MILLISECONDS.toNanos(MILLIS[bucket])) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(tookNanos);
  }

  /** What it comes to now. */
  public Snapshot snapshot() {
    long[] atMost = new long[MILLIS.length];
    long sum = 0;
    for (int i = 0; i < atMost.length; i++) {
      sum += buckets[i].sum();
      atMost[i] = sum;
    }
    return new Snapshot(
        LongStream.of(atMost).boxed().toList(), sum + buckets[atMost.length].sum(), nanos.sum());
  }
}
