package dev.parley.examples.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Customers who come one after another, a few at a time, until they are told to stop. */
final class LiveTraffic {

  private static final Logger LOGGER = Logger.getLogger(LiveTraffic.class.getName());
  private static final int WAITING_CUSTOMERS = 5;

  private record Waiting(Customer customer, int nextMessage, Shop shop) {}

  private final DayPlan plan;
  private final Shop production;
  private final Shop staging;
  private final Duration pause;
  private final Random random = new Random();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Traffic to two shops.
   *
   * @param pause how long it is from one message to the next, on average
   */
  LiveTraffic(DayPlan plan, Shop production, Shop staging, Duration pause) {
    this.plan = plan;
    this.production = production;
    this.staging = staging;
    this.pause = pause;
  }

  /** Runs until {@link #stop} is called. */
  void run(int firstCustomer) throws InterruptedException {
    int number = firstCustomer;
    Deque<Waiting> waiting = new ArrayDeque<>();
    ExecutorService writers = Executors.newCachedThreadPool();
    try {
      do {
        Waiting next = waiting.poll();
        if (next == null || (waiting.size() + 1 < WAITING_CUSTOMERS && random.nextInt(3) == 0)) {
          if (next != null) {
            waiting.addFirst(next);
          }
          next = new Waiting(plan.customer(number), 0, number % 8 == 7 ? staging : production);
          number++;
        }
        Waiting turn = next;
        writers.execute(() -> write(turn));
        if (turn.nextMessage() + 1 < turn.customer().messages().size()) {
          waiting.addLast(new Waiting(turn.customer(), turn.nextMessage() + 1, turn.shop()));
        }
      } while (!stopped.await(
          pause.toMillis() / 2 + random.nextLong(pause.toMillis() + 1), TimeUnit.MILLISECONDS));
    } finally {
      writers.shutdownNow();
      writers.awaitTermination(2, TimeUnit.SECONDS);
    }
  }

  void stop() {
    stopped.countDown();
  }

  private void write(Waiting turn) {
    try {
      turn.shop().write(turn.customer(), turn.customer().messages().get(turn.nextMessage()));
    } catch (IOException e) {
      LOGGER.log(Level.FINE, "a customer could not reach the support desk", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
