package dev.parley.examples.demo;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Moves a trace to another time and stretches it to lifelike durations.
 *
 * <p>The whole trace goes through one growing function of time, so whatever was before something
 * else stays before it, and a child stays within its parent:
 *
 * <pre>
 *   real   |--server-----------|        0 .. 12 ms
 *            |-db-| |--model--|
 *   moved  |--server-----------------------------|     07:31:05 .. 07:31:09
 *            |--db--| |---------model---------|
 * </pre>
 *
 * Time is cut at the starts and ends of the leaves, the spans without children. A piece in which
 * leaves run is stretched until the slowest of them has its wanted duration; time between leaves,
 * the application's own, stays what it was. Immutable and thread-safe.
 */
public final class TimeShift {

  /** A growing function from real to shown times, in nanoseconds since the epoch. */
  @FunctionalInterface
  interface Clockwork {
    long move(long epochNanos);
  }

  private final Function<SpanData, Duration> wanted;

  /**
   * A shift that gives every leaf the duration it should have; leaves never become shorter.
   *
   * @param wanted the duration of a span without children
   */
  public TimeShift(Function<SpanData, Duration> wanted) {
    this.wanted = wanted;
  }

  /** Stretches a whole trace and moves it so that it starts at {@code start}. */
  public List<SpanData> apply(Collection<SpanData> trace, Instant start) {
    Clockwork clock = clockwork(trace, start);
    return trace.stream().<SpanData>map(span -> new MovedSpan(span, clock)).toList();
  }

  private Clockwork clockwork(Collection<SpanData> trace, Instant start) {
    List<SpanData> leaves = leaves(trace);
    TreeSet<Long> cuts = new TreeSet<>();
    for (SpanData leaf : leaves) {
      cuts.add(leaf.getStartEpochNanos());
      cuts.add(leaf.getEndEpochNanos());
    }
    long first =
        trace.stream()
            .mapToLong(SpanData::getStartEpochNanos)
            .min()
            .orElseThrow(() -> new IllegalArgumentException("a trace has at least one span"));
    long target = start.getEpochSecond() * 1_000_000_000L + start.getNano();
    // Where each piece of time begins, how much longer than before it is, and where it is shown.
    TreeMap<Long, Double> factors = new TreeMap<>(Map.of(first, 1.0));
    Long from = null;
    for (Long cut : cuts) {
      if (from != null) {
        factors.put(from, factor(leaves, from, cut));
      }
      from = cut;
    }
    if (from != null) {
      factors.put(from, 1.0);
    }
    TreeMap<Long, Long> shown = new TreeMap<>();
    long at = target;
    Map.Entry<Long, Double> piece = factors.firstEntry();
    while (piece != null) {
      shown.put(piece.getKey(), at);
      Map.Entry<Long, Double> next = factors.higherEntry(piece.getKey());
      if (next != null) {
        at += Math.round((next.getKey() - piece.getKey()) * piece.getValue());
      }
      piece = next;
    }
    return time -> {
      Map.Entry<Long, Long> begin = shown.floorEntry(time);
      if (begin == null) {
        return target - (first - time);
      }
      double factor = factors.getOrDefault(begin.getKey(), 1.0);
      long moved = begin.getValue() + Math.round((time - begin.getKey()) * factor);
      // Rounding must not carry a time past the beginning of the next piece.
      Map.Entry<Long, Long> next = shown.higherEntry(time);
      return next == null ? moved : Math.min(moved, next.getValue());
    };
  }

  private double factor(List<SpanData> leaves, long from, long to) {
    double factor = 1;
    for (SpanData leaf : leaves) {
      long duration = leaf.getEndEpochNanos() - leaf.getStartEpochNanos();
      if (leaf.getStartEpochNanos() <= from && leaf.getEndEpochNanos() >= to && duration > 0) {
        factor = Math.max(factor, (double) wanted.apply(leaf).toNanos() / duration);
      }
    }
    return factor;
  }

  private static List<SpanData> leaves(Collection<SpanData> trace) {
    Set<String> parents = new HashSet<>();
    trace.forEach(span -> parents.add(span.getParentSpanId()));
    return trace.stream().filter(span -> !parents.contains(span.getSpanId())).toList();
  }
}
