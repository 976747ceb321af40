package dev.parley.server.lifecycle;

import dev.parley.server.ingest.GroupCommit;
import dev.parley.server.model.DaemonTimer;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.Totals;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the store fold what was received, so that conversations and traces are found quickly: at once
 * when much has come, else when it has waited a minute. Writes nothing where nothing came.
 */
public final class Folding implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Folding.class);
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final long MUCH = 50_000;
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** What a project had when it was folded last, and when that was. */
  private record Folded(long spans, long atNanoTime) {}

  private final DuckDbStore store;
  private final GroupCommit ingest;
  private final Map<String, Folded> folded = new HashMap<>();
  private final ScheduledThreadPoolExecutor thread;
  private volatile boolean closed;

  public Folding(DuckDbStore store, GroupCommit ingest) {
    this.store = store;
    this.ingest = ingest;
    this.thread = DaemonTimer.named("parley-folding");
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
  }

  /** Looks by itself from now on. */
  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick() {
    for (String project : ingest.projects()) {
      try {
        Totals stored = ingest.status(project).stored();
        Folded last = folded.get(project);
        if (last == null
            || stored.spans() - last.spans() >= MUCH
            || System.nanoTime() - last.atNanoTime() >= LONGEST_NANOS) {
          fold(project, stored);
        }
      } catch (StoreException e) {
        log.warn("Spans could not be folded, and will be later: {}", e.getMessage());
      } catch (RuntimeException e) {
        log.error("Spans could not be folded", e);
      }
    }
  }

  private void fold(String project, Totals stored) {
    Long last = stored.lastReceivedNanos();
    long until = last == null ? 0 : last;
    while (!closed && store.foldedUntil(project) < until) {
      long unused = store.fold(project, until);
    }
    folded.put(project, new Folded(stored.spans(), System.nanoTime()));
  }

  /** Stops looking; a part that is being folded ends first. */
  @Override
  public void close() {
    closed = true;
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("Folding did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
