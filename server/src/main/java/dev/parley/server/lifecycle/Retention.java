package dev.parley.server.lifecycle;

import dev.parley.server.ingest.UnavailableException;
import dev.parley.server.model.DaemonTimer;
import dev.parley.server.store.Lifecycle;
import dev.parley.server.store.Removed;
import dev.parley.server.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the oldest days of data once they are too old or the store is too large. Whole UTC days
 * go, the present one never.
 */
public final class Retention implements AutoCloseable {
  /**
   * What is kept.
   *
   * @param days how many whole days before the present one, or null for all
   * @param bytes how much disk may be in use, or null for any amount
   */
  public record Limits(@Nullable Integer days, @Nullable Long bytes) {
    /** Keeps everything. */
    public static final Limits NONE = new Limits(null, null);

    boolean areSet() {
      return days != null || bytes != null;
    }
  }

  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final Duration PERIOD = Duration.ofMinutes(10);

  private final Removals removals;
  private final Lifecycle store;
  private final Limits limits;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor thread;

  public Retention(Removals removals, Lifecycle store, Limits limits, Clock clock) {
    this.removals = removals;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.thread = DaemonTimer.named("parley-retention");
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
  }

  /** Looks by itself from now on, at once and then every ten minutes; only if there are limits. */
  public void start() {
    if (limits.areSet()) {
      var unused =
          thread.scheduleWithFixedDelay(this::tick, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    try {
      Removed removed = sweep();
      if (removed.records() > 0) {
        log.info("Retention removed {}", removed);
      }
    } catch (UnavailableException e) {
      log.debug("Retention ends with the server");
    } catch (StoreException e) {
      log.warn("Old data could not be removed, and will be later: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("Old data could not be removed", e);
    }
  }

  /**
   * Removes what is over the limits now.
   *
   * @throws StoreException if it can't be done; whole days may be gone
   * @throws UnavailableException if the server shuts down
   */
  public synchronized Removed sweep() {
    int today = Math.toIntExact(LocalDate.now(clock).toEpochDay());
    Removed removed = Removed.NOTHING;
    if (limits.days() != null) {
      removed = removals.retireBefore(today - limits.days());
    }
    if (limits.bytes() != null) {
      removed = removed.plus(shrink(today, limits.bytes()));
    }
    return removed;
  }

  /**
   * One day after the other, and only as long as that helps: space is freed with whole row groups,
   * so a limit of less than some of them would take away day after day for nothing.
   */
  private Removed shrink(int today, long mostBytes) {
    Removed removed = Removed.NOTHING;
    long used = store.usedBytes();
    while (used > mostBytes) {
      List<Integer> old = store.days().stream().filter(day -> day < today).toList();
      if (old.isEmpty()) {
        log.warn(
            "The present day's data alone takes {} bytes, more than the {} of retention-size;"
                + " nothing older is left to remove",
            used,
            mostBytes);
        return removed;
      }
      removed = removed.plus(removals.retireBefore(old.get(0) + 1));
      long before = used;
      used = store.usedBytes();
      if (used >= before) {
        log.warn(
            "The store takes {} bytes, more than the {} of retention-size, and a day less did not"
                + " free any; the next one is removed later",
            used,
            mostBytes);
        return removed;
      }
    }
    return removed;
  }

  /** Stops looking; a removal that is under way ends first. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
        log.warn("Removing old data did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
