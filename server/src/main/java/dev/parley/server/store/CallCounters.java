package dev.parley.server.store;

import dev.parley.server.model.Kind;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counters over all calls ever stored, kept beside them and advanced in transactions of their own:
 * a call is counted once, whenever it comes and however often the process ends. For use by one
 * thread.
 */
public interface CallCounters {
  /**
   * What tells series apart.
   *
   * @param operation as sent, or null
   * @param model the model asked for, else the one that answered, or null
   */
  record Labels(
      String service,
      @Nullable String environment,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String operation,
      Kind kind) {}

  /**
   * Calls whose tokens and cost are to be counted.
   *
   * @param sign 1 to add them, -1 to take back what was counted of them
   */
  record Counted(int sign, Labels labels, CallGroup group) {}

  /**
   * Calls whose durations are to be counted.
   *
   * @param sign 1 to add them, -1 to take back what was counted of them
   * @param errorType null for those that did not fail
   */
  record Timed(
      int sign,
      Labels labels,
      @Nullable String errorType,
      Distribution durations,
      Distribution firstTokens) {}

  /**
   * Durations in nanoseconds.
   *
   * @param atMost how many are at most as long as each of the bounds
   */
  record Distribution(long count, BigDecimal sumNanos, List<Long> atMost) {
    public Distribution {
      atMost = List.copyOf(atMost);
    }
  }

  /**
   * A series as it is kept; the texts are the counters' own.
   *
   * @param family with {@code labels}, which series it is
   */
  record Series(String family, String labels, String shown, String owed) {}

  /** Makes the series that change out of what is to be counted. */
  interface Fold {
    List<Series> fold(List<Counted> counted, List<Timed> timed);
  }

  /**
   * From now on changes of calls are noted, so that calls can be counted.
   *
   * @throws StoreException if it can't be done
   */
  void begin();

  /**
   * Forgets every count and notes no change any more; begun again, all calls are counted anew.
   *
   * @throws StoreException if it can't be done
   */
  void end();

  /** All series, in no order. */
  List<Series> series();

  /** Until when calls are counted, as time of receipt in nanoseconds since the epoch; 0 before. */
  long countedUntil();

  /**
   * Counts what was received after {@link #countedUntil} until {@code untilNanos}, and what changed
   * of calls that were counted before; all of it or, on failure, nothing.
   *
   * @param boundsNanos bounds of {@link Distribution#atMost}, ascending
   * @throws StoreException if it can't be done
   */
  void advance(long untilNanos, PriceGrid grid, List<Long> boundsNanos, Fold fold);
}
