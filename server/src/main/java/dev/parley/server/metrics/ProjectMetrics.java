package dev.parley.server.metrics;

import dev.parley.server.model.DaemonTimer;
import dev.parley.server.store.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counters of all projects, which one thread keeps up to date as calls come and settle. Safe
 * for use by many threads.
 */
public final class ProjectMetrics implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProjectMetrics.class);
  private static final Duration TICK = Duration.ofSeconds(3);

  private final Function<String, CallMetrics> open;
  private final Supplier<? extends Collection<String>> projects;
  private final Map<String, CallMetrics> byProject = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor thread;

  /**
   * @param open reads the counters of a project
   * @param projects those of which something is stored
   */
  public ProjectMetrics(
      Function<String, CallMetrics> open, Supplier<? extends Collection<String>> projects) {
    this.open = open;
    this.projects = projects;
    this.thread = DaemonTimer.named("parley-metrics");
  }

  /** Reads the counters there are, and advances them by itself from now on. */
  public void start() {
    projects.get().forEach(this::of);
    var unused =
        thread.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * A project's counters.
   *
   * @throws StoreException if they can't be read
   */
  CallMetrics of(String project) {
    return byProject.computeIfAbsent(project, open);
  }

  private void tick() {
    for (String project : projects.get()) {
      try {
        of(project).advance();
      } catch (StoreException e) {
        log.warn("Calls could not be counted for /metrics, and will be later: {}", e.getMessage());
      } catch (RuntimeException e) {
        log.error("Calls could not be counted for /metrics", e);
      }
    }
  }

  /** Ends the thread; what has not settled is counted after the next start. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        log.warn("Counting calls for /metrics did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
