package dev.parley.server.metrics;

import dev.parley.server.query.Pricer;
import dev.parley.server.store.CallCounters;
import dev.parley.server.store.CallCounters.Counted;
import dev.parley.server.store.CallCounters.Timed;
import dev.parley.server.store.StoreException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Keeps the counters of a project's calls up to date. Safe for use by many threads.
 *
 * <p>A call is counted once it has been stored for the settling time: exporters send the parts of
 * one trace seconds apart, and only then is it known which of nested spans is the call. What
 * changes after that is made good (see {@link Series}). Counters advance in the store's own
 * transactions, from the point of receipt that the last one reached: a process that is killed goes
 * on where it was, and a late span is counted like any other, when it comes. A call costs what it
 * cost at the book's price when it was counted; later corrections of the book change the API's
 * answers, and not the counters.
 *
 * <p>Between two commits nothing is read, and a scrape reads no store at all.
 */
public final class CallMetrics {
  /** Longer than exporters' usual five seconds between two batches. */
  public static final Duration SETTLING = Duration.ofSeconds(10);

  private static final Comparator<Counted> BUSIEST_COUNTED =
      Comparator.<Counted>comparingLong(counted -> -counted.group().calls())
          .thenComparing(counted -> counted.labels().toString());
  private static final Comparator<Timed> BUSIEST_TIMED =
      Comparator.<Timed>comparingLong(timed -> -timed.durations().count())
          .thenComparing(timed -> timed.labels().toString());

  private final CallCounters counters;
  private final Pricer pricer;
  private final int mostSeries;
  private final long settlingNanos;
  private final LongSupplier lastReceived;

  /** Times of receipt, and when this process saw them first, which no change of the clock moves. */
  private final Deque<Seen> seen = new ArrayDeque<>();

  private record Seen(long receivedNanos, long atNanoTime) {}

  /** What is shown; replaced whole. */
  private volatile State state;

  /** Counted until when, and the series. */
  record State(long countedUntilNanos, Map<Family, Map<String, Series>> series) {}

  /**
   * Reads the counters.
   *
   * @param mostSeries of each metric
   * @param settling how long a call must have been stored to be counted
   * @param lastReceived the time of receipt of the last commit, nanoseconds since the epoch, grows
   *     with every commit; 0 for none
   * @throws StoreException if they can't be read
   */
  public CallMetrics(
      CallCounters counters,
      Pricer pricer,
      int mostSeries,
      Duration settling,
      LongSupplier lastReceived) {
    this.counters = counters;
    this.pricer = pricer;
    this.mostSeries = mostSeries;
    this.settlingNanos = settling.toNanos();
    this.lastReceived = lastReceived;
    counters.begin();
    Map<Family, Map<String, Series>> series = new EnumMap<>(Family.class);
    for (CallCounters.Series row : counters.series()) {
      Family family = Family.named(row.family());
      if (family != null) {
        series
            .computeIfAbsent(family, f -> new TreeMap<>())
            .put(row.labels(), new Series(Series.values(row.shown()), Series.values(row.owed())));
      }
    }
    this.state = new State(counters.countedUntil(), series);
    // What an earlier process has stored needs no more time.
    seen.add(new Seen(lastReceived.getAsLong(), System.nanoTime() - settlingNanos));
  }

  /**
   * Counts what has settled.
   *
   * @throws StoreException if it can't be done now
   */
  synchronized void advance() {
    long now = System.nanoTime();
    long received = lastReceived.getAsLong();
    Seen newest = seen.peekLast();
    if (newest == null || received > newest.receivedNanos()) {
      seen.add(new Seen(received, now));
    }
    long until = 0;
    while (!seen.isEmpty() && now - seen.getFirst().atNanoTime() >= settlingNanos) {
      until = seen.removeFirst().receivedNanos();
    }
    if (until > state.countedUntilNanos()) {
      advance(until);
    }
  }

  private void advance(long until) {
    State before = state;
    Map<Family, Map<String, Series>> changed = new EnumMap<>(Family.class);
    try {
      counters.advance(
          until,
          pricer.grid(),
          Bounds.NANOS,
          (counted, timed) -> {
            CallFold fold = new CallFold(pricer, limit(before));
            // The busiest first: they get the series, where there are too many.
            counted.stream().sorted(BUSIEST_COUNTED).forEach(fold::add);
            timed.stream().sorted(BUSIEST_TIMED).forEach(fold::add);
            changed.putAll(changed(before, fold.changes()));
            return rows(changed);
          });
    } catch (RuntimeException e) {
      // It has settled all the same.
      seen.addFirst(new Seen(until, System.nanoTime() - settlingNanos));
      throw e;
    }
    state = new State(until, merged(before.series(), changed));
  }

  private SeriesLimit limit(State before) {
    Map<Family, Integer> sizes = new EnumMap<>(Family.class);
    before.series().forEach((family, series) -> sizes.put(family, series.size()));
    return new SeriesLimit(
        mostSeries,
        sizes,
        (family, labels) -> before.series().getOrDefault(family, Map.of()).containsKey(labels));
  }

  private static Map<Family, Map<String, Series>> changed(
      State before, Map<Family, Map<String, List<BigDecimal>>> changes) {
    Map<Family, Map<String, Series>> changed = new EnumMap<>(Family.class);
    changes.forEach(
        (family, byLabels) -> {
          Map<String, Series> known = before.series().getOrDefault(family, Map.of());
          Map<String, Series> now = new LinkedHashMap<>();
          byLabels.forEach(
              (labels, amounts) ->
                  now.put(
                      labels,
                      known.getOrDefault(labels, Series.zero(amounts.size())).plus(amounts)));
          changed.put(family, now);
        });
    return changed;
  }

  private static List<CallCounters.Series> rows(Map<Family, Map<String, Series>> changed) {
    List<CallCounters.Series> rows = new ArrayList<>();
    changed.forEach(
        (family, byLabels) ->
            byLabels.forEach(
                (labels, series) ->
                    rows.add(
                        new CallCounters.Series(
                            family.text,
                            labels,
                            Series.text(series.shown()),
                            Series.text(series.owed())))));
    return rows;
  }

  private static Map<Family, Map<String, Series>> merged(
      Map<Family, Map<String, Series>> before, Map<Family, Map<String, Series>> changed) {
    Map<Family, Map<String, Series>> merged = new EnumMap<>(Family.class);
    merged.putAll(before);
    changed.forEach(
        (family, series) -> {
          Map<String, Series> both = new TreeMap<>(merged.getOrDefault(family, Map.of()));
          both.putAll(series);
          merged.put(family, both);
        });
    return merged;
  }

  State state() {
    return state;
  }
}
