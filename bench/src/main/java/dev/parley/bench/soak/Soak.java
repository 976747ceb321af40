package dev.parley.bench.soak;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.Parley;
import dev.parley.sdk.tracking.ConversationTracker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An hour of load and more in a few minutes: {@code [--minutes N]}, ten by default. Fills every
 * bounded register of the SDK first, goes on for the minutes given, and samples the heap after full
 * collections. Exits with 1 when it has grown ({@link Growth}), with 64 when the arguments make no
 * sense.
 */
@SuppressWarnings("SystemOut")
public final class Soak {
  private static final int USAGE = 64;
  private static final int SAMPLES = 12;
  private static final int THREADS = 4;

  /**
   * Enough to fill every register: the largest have 10,000 entries, and what is rarest (a call of
   * another library that never ends) comes in one visit of five.
   */
  private static final long FILLING_VISITS = 7L * ConversationTracker.DEFAULT_CAPACITY;

  /** A busy service has ten visits a second. */
  private static final long VISITS_AN_HOUR = 36_000;

  /** Kept, that the level set here stays: loggers are held weakly. */
  private static final List<Logger> LOGGERS =
      List.of(Logger.getLogger("io.opentelemetry"), Logger.getLogger("dev.parley.sdk"));

  private Soak() {}

  public static void main(String[] arguments) throws InterruptedException {
    Duration duration = duration(arguments);
    // The exporter fails all the time, on purpose.
    LOGGERS.forEach(logger -> logger.setLevel(Level.SEVERE));
    System.setProperty("otel.metrics.exporter", "none");
    System.setProperty("otel.logs.exporter", "none");
    FailingExporter exporter = new FailingExporter();
    try (Parley parley = parley(exporter)) {
      MixedLoad load = new MixedLoad(parley);
      List<Sample> samples = run(load, parley, duration);
      List<String> grown = Growth.of(samples);
      long visits = load.visits();
      System.out.printf(
          Locale.ROOT,
          "%,d visits (%.1f hours of a busy service), %,d spans offered to the exporter, %,d calls"
              + " refused by their budget; %,d conversations and %,d workflows are remembered%n",
          visits,
          (double) visits / VISITS_AN_HOUR,
          exporter.spans(),
          load.refused(),
          parley.conversations().size(),
          parley.workflows().size());
      grown.forEach(line -> System.out.println("grown: " + line));
      System.out.println(grown.isEmpty() ? "The heap is flat." : "The heap is NOT flat.");
      System.exit(grown.isEmpty() ? 0 : 1);
    }
  }

  /** A Parley as an application has it, with this exporter at its end. */
  static Parley parley(FailingExporter exporter) {
    return Parley.builder()
        .serviceName("soak")
        .prices(
            PriceBook.empty()
                .with("gpt-4o", Price.perMillion("2.50", "10.00"))
                .with("gpt-4o-mini", Price.perMillion("0.15", "0.60"))
                .with("claude-sonnet-4-5", Price.perMillion("3.00", "15.00")))
        .spanExporter(exporter)
        .build();
  }

  private static List<Sample> run(MixedLoad load, Parley parley, Duration duration)
      throws InterruptedException {
    System.out.println("filling every register ...");
    for (long seed = 0; load.visits() < FILLING_VISITS; seed++) {
      work(load, parley, Duration.ofSeconds(1), seed);
    }
    System.out.println("visits | heap after a full collection | instances of Parley's classes");
    List<Sample> samples = new ArrayList<>();
    for (int i = 1; i <= SAMPLES; i++) {
      work(load, parley, duration.dividedBy(SAMPLES), -i);
      Sample sample = Sample.take(load.visits());
      samples.add(sample);
      System.out.printf(
          Locale.ROOT,
          "%,d | %,.1f MB | %,d%n",
          sample.visits(),
          sample.heapBytes() / 1e6,
          sample.total());
    }
    return samples;
  }

  /** Visits on several threads for this long; then all is quiet and exported. */
  private static void work(MixedLoad load, Parley parley, Duration time, long seed)
      throws InterruptedException {
    ExecutorService visitors = Executors.newFixedThreadPool(THREADS);
    long end = System.nanoTime() + time.toNanos();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed * THREADS + i);
      visitors.execute(
          () -> {
            while (System.nanoTime() < end) {
              load.visit(random);
            }
          });
    }
    visitors.shutdown();
    if (!visitors.awaitTermination(time.toSeconds() + 60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a visit does not end");
    }
    parley.flush(Duration.ofSeconds(10));
  }

  private static Duration duration(String[] arguments) {
    if (arguments.length == 0) {
      return Duration.ofMinutes(10);
    }
    if (arguments.length == 2 && arguments[0].equals("--minutes")) {
      try {
        double minutes = Double.parseDouble(arguments[1]);
        if (minutes > 0 && minutes <= 1_440) {
          return Duration.ofMillis((long) (minutes * 60_000));
        }
      } catch (NumberFormatException e) {
        // Told below, as every other mistake.
      }
    }
    System.err.println(
        "parley soak: " + String.join(" ", arguments) + " (expected: --minutes N, up to 1440)");
    System.exit(USAGE);
    return Duration.ZERO;
  }
}
