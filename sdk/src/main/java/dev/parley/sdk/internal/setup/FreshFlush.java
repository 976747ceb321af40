package dev.parley.sdk.internal.setup;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Flushes a batch processor so that everything that had ended before has been exported after.
 *
 * <p>The processors themselves have one flush at a time. Who asks while one is under way, or has
 * just been reported as done, is given that one, although it may have begun before his last span
 * ended. Here such a flush is waited for, and another one follows. Thread-safe.
 */
final class FreshFlush {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Supplier<CompletableResultCode> processor;

  /** What the processor returned last. */
  private @Nullable CompletableResultCode last;

  /** The flush that follows the one under way, which all share who ask meanwhile. */
  private @Nullable CompletableResultCode next;

  FreshFlush(Supplier<CompletableResultCode> processor) {
    this.processor = processor;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It reports to the result.
  synchronized CompletableResultCode flush() {
    CompletableResultCode waiting = next;
    if (waiting != null) {
      // Also where the one under way has just ended: one begun here would be taken for the next,
      // and who waits for that may have ended a span since.
      return waiting;
    }
    CompletableResultCode underWay = last;
    if (underWay == null || underWay.isDone()) {
      return begin();
    }
    CompletableResultCode following = new CompletableResultCode();
    next = following;
    // Not in the processor's own thread, which reports before it can take another flush.
    CompletableFuture.runAsync(() -> follow(underWay, following));
    return following;
  }

  private void follow(CompletableResultCode underWay, CompletableResultCode result) {
    underWay.join(MOST_NANOS, TimeUnit.NANOSECONDS);
    CompletableResultCode flush;
    synchronized (this) {
      next = null;
      flush = begin();
    }
    flush.whenComplete(
        () -> {
          if (flush.isSuccess()) {
            result.succeed();
          } else {
            result.fail();
          }
        });
  }

  /**
   * A flush that has been reported is forgotten a moment later. Until then it is given again, or,
   * where it is forgotten in that same moment, a success that stands for no flush at all.
   */
  private CompletableResultCode begin() {
    CompletableResultCode before = last;
    long start = System.nanoTime();
    CompletableResultCode flush = processor.get();
    while (flush == before && isReported(flush) && System.nanoTime() - start < MOST_NANOS) {
      Thread.onSpinWait();
      flush = processor.get();
    }
    if (flush == CompletableResultCode.ofSuccess()) {
      // By now the one before is forgotten: this is one of its own, however soon it is done.
      flush = processor.get();
    }
    last = flush;
    return flush;
  }

  private static boolean isReported(CompletableResultCode flush) {
    return flush.isDone() && flush != CompletableResultCode.ofSuccess();
  }
}
