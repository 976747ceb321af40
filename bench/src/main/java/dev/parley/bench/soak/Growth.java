package dev.parley.bench.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Whether memory is flat: the median of the last third of the samples against that of the first.
 * The first third must have been taken when every bounded register was full.
 */
final class Growth {
  private static final double MAX_RATIO = 1.2;

  /** Fewer instances of a class come and go with the work in hand. */
  private static final long FEW = 1_000;

  private Growth() {}

  /** What has grown, in words; empty when nothing has. */
  static List<String> of(List<Sample> samples) {
    int third = Math.max(1, samples.size() / 3);
    List<Sample> early = samples.subList(0, third);
    List<Sample> late = samples.subList(samples.size() - third, samples.size());
    List<String> grown = new ArrayList<>();
    long heapThen = median(early, Sample::heapBytes);
    long heapNow = median(late, Sample::heapBytes);
    if (heapNow > heapThen * MAX_RATIO) {
      grown.add(String.format(Locale.ROOT, "heap: from %,d to %,d bytes", heapThen, heapNow));
    }
    for (String type : samples.get(samples.size() - 1).instances().keySet()) {
      long then = median(early, sample -> sample.instances().getOrDefault(type, 0L));
      long now = median(late, sample -> sample.instances().getOrDefault(type, 0L));
      if (now > then * MAX_RATIO + FEW) {
        grown.add(String.format(Locale.ROOT, "%s: from %,d to %,d instances", type, then, now));
      }
    }
    return grown;
  }

  static long median(List<Sample> samples, ToLongFunction<Sample> value) {
    long[] sorted = samples.stream().mapToLong(value).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
