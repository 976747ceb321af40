package dev.parley.bench.load;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Sends spans to a target as fast as it takes them, or at a rate, and counts what it acknowledges.
 *
 * @param spans how many
 * @param batch spans in a request
 * @param inFlight requests that wait for their answer at a time
 * @param perSecond spans a second at most; 0 for as many as it takes
 * @param from where the spans' starts begin, in nanoseconds since the epoch
 * @param to where they end
 * @param shape what the spans carry
 * @param seed of the traffic
 */
record Run(
    long spans,
    int batch,
    int inFlight,
    long perSecond,
    long from,
    long to,
    Shape shape,
    long seed) {

  private static final int SENDERS = 2;
  private static final long PAUSE_MILLIS = 200;

  /** Runs it; waits until every request has its answer. */
  Throughput against(Target target) throws InterruptedException {
    return against(target, () -> false);
  }

  /** The same, which ends early when it is told to. */
  Throughput against(Target target, BooleanSupplier ended) throws InterruptedException {
    Semaphore window = new Semaphore(inFlight);
    Tally tally = new Tally();
    AtomicLong handedOut = new AtomicLong();
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    long start = System.nanoTime();
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        AgentTraffic traffic = new AgentTraffic(seed, i, shape);
        running.add(
            senders.submit(() -> send(target, traffic, handedOut, window, tally, start, ended)));
      }
      for (Future<?> sender : running) {
        sender.get();
      }
      window.acquire(inFlight);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sender failed", e.getCause());
    } finally {
      senders.shutdownNow();
    }
    return tally.result(System.nanoTime() - start);
  }

  private void send(
      Target target,
      AgentTraffic traffic,
      AtomicLong handedOut,
      Semaphore window,
      Tally tally,
      long start,
      BooleanSupplier ended) {
    double step = (double) (to - from) / spans;
    for (long first = handedOut.getAndAdd(batch);
        first < spans && !ended.getAsBoolean();
        first = handedOut.getAndAdd(batch)) {
      int count = (int) Math.min(batch, spans - first);
      ExportTraceServiceRequest request =
          traffic.next(count, from + (long) (first * step), (long) step);
      byte[] encoded = target.encode(request);
      if (perSecond > 0) {
        long due = start + (long) (first * 1e9 / perSecond);
        sleepUntil(due);
      }
      window.acquireUninterruptibly();
      deliver(target, encoded, count, window, tally);
    }
  }

  private static void sleepUntil(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The tally and the window hear of it.
  private static void deliver(
      Target target, byte[] encoded, int count, Semaphore window, Tally tally) {
    long sent = System.nanoTime();
    target
        .send(encoded)
        .thenAccept(
            answer -> {
              if (answer == Target.Answer.LATER) {
                tally.later.incrementAndGet();
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> deliver(target, encoded, count, window, tally));
                return;
              }
              if (answer == Target.Answer.STORED) {
                tally.stored(count, encoded.length, System.nanoTime() - sent);
              } else {
                tally.refused.incrementAndGet();
              }
              window.release();
            });
  }

  /** Thread-safe. */
  private static final class Tally {
    final AtomicLong later = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    private final AtomicLong spans = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();

    void stored(int count, int length, long nanos) {
      spans.addAndGet(count);
      bytes.addAndGet(length);
      latencies.add(nanos);
    }

    Throughput result(long nanos) {
      long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
      Arrays.sort(sorted);
      return new Throughput(
          spans.get(),
          nanos,
          bytes.get(),
          later.get(),
          refused.get(),
          at(sorted, 0.5),
          at(sorted, 0.99),
          at(sorted, 1));
    }

    private static long at(long[] sorted, double share) {
      return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
  }
}
