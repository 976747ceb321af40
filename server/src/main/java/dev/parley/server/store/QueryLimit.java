package dev.parley.server.store;

import dev.parley.server.model.DaemonTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long the queries of one request may take together, and whether anybody still waits for their
 * answer. It holds for the thread that {@link #run} runs on; {@link #cancel} may be called by any
 * thread and ends what is running, and what would come after it.
 */
public final class QueryLimit {
  /** A query that was told to end before it began has not heard it; so it is told again. */
  private static final long AGAIN_MILLIS = 50;

  private static final ThreadLocal<@Nullable QueryLimit> CURRENT = new ThreadLocal<>();
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Duration longest;
  private final Set<Runnable> running = new HashSet<>();
  private @Nullable String over;

  private QueryLimit(Duration longest) {
    this.longest = longest;
  }

  /** A limit whose time begins with {@link #run}. */
  public static QueryLimit of(Duration longest) {
    return new QueryLimit(longest);
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer = DaemonTimer.named("parley-query-limits");
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** The limit that holds for this thread, or null. */
  public static @Nullable QueryLimit current() {
    return CURRENT.get();
  }

  /** Answers a request under this limit. */
  public <T> T run(Supplier<T> request) {
    ScheduledFuture<?> end =
        TIMER.schedule(
            () -> end("stopped after " + longest.toSeconds() + " s (expected: a smaller range)"),
            longest.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      return within(request);
    } finally {
      end.cancel(false);
    }
  }

  /** Asks what belongs to a request that {@link #run} answers, maybe on another thread. */
  <T> T within(Supplier<T> question) {
    CURRENT.set(this);
    try {
      return question.get();
    } finally {
      CURRENT.remove();
    }
  }

  /** Ends the queries because nobody waits for them any more. */
  public void cancel() {
    end("stopped because nobody waits for the answer");
  }

  private void end(String why) {
    List<Runnable> told;
    synchronized (this) {
      if (over == null) {
        over = why;
      }
      told = new ArrayList<>(running);
    }
    told.forEach(Runnable::run);
    if (!told.isEmpty()) {
      var unused = TIMER.schedule(() -> end(why), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Why no query goes on any more; null while they do. */
  public synchronized @Nullable String over() {
    return over;
  }

  /**
   * Has {@code cancel} called while a query runs that must end; from any thread, maybe more than
   * once.
   *
   * @return to be closed when the query has ended
   * @throws StoreReadException if the limit is over already
   */
  public synchronized Running begin(Runnable cancel) {
    check();
    running.add(cancel);
    return () -> end(cancel);
  }

  private synchronized void end(Runnable cancel) {
    running.remove(cancel);
  }

  /**
   * Fails once the limit is over.
   *
   * @throws StoreReadException if it is
   */
  public synchronized void check() {
    if (over != null) {
      throw new StoreReadException(over, true, null);
    }
  }

  /** A query that can be told to end. */
  @FunctionalInterface
  public interface Running extends AutoCloseable {
    @Override
    void close();
  }
}
