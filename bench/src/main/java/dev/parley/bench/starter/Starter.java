package dev.parley.bench.starter;

import dev.parley.bench.Median;
import dev.parley.bench.starter.Shop.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures what the Spring Boot starter costs the example of Spring AI, and says whether the limits
 * are kept: {@code [--starts=N] [--rounds=N] [--module=PATH]}. Exits with 1 when one is exceeded,
 * with 64 when the arguments make no sense.
 *
 * <p>The application is compared with itself without any of Parley on its class path; both are
 * traced by Micrometer and export their spans by OTLP. A request is one question with three model
 * calls and two tools, beside an embedding and a look into a store of vectors. A model's answer
 * takes 20 ms, which is less than any provider's; what of a request is the application's own, is
 * measured with a model that takes no time at all.
 *
 * <p>Processes take turns, so that a slow moment of the machine meets all of them: starts one by
 * one, requests in short rounds. Of a round the median counts, and of the rounds' ratios the
 * median.
 */
@SuppressWarnings("SystemOut")
public final class Starter {
  private static final int USAGE = 64;

  /** Questions to each application until the code that answers them is compiled. */
  private static final int WARM_UP = 10_000;

  private static final int ROUND = 40;

  /** Longer than spans wait for others to be exported with. */
  private static final Duration EXPORTED = Duration.ofSeconds(6);

  private static final Duration ANSWER = Duration.ofMillis(20);

  /** Of the rounds with a model that takes no time, so many are made with one that does. */
  private static final double PAUSED = 0.2;

  private static final double MOST_START = 1.10;
  private static final double MOST_REQUEST = 1.05;
  private static final long MOST_BYTES = 2_048;

  private int starts = 11;
  private int rounds = 60;
  private Path module = Path.of("examples/spring-ai");

  private Starter() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Starter starter = new Starter();
    for (String argument : arguments) {
      if (!starter.takes(argument)) {
        System.err.println(
            "parley starter: unknown argument "
                + argument
                + " (expected: [--starts=N] [--rounds=N] [--module=PATH])");
        System.exit(USAGE);
      }
    }
    if (!Files.exists(starter.module.resolve("target/class-path"))) {
      System.err.println(
          "parley starter: no application is built in "
              + starter.module
              + " (expected: examples/spring-ai after mvn package)");
      System.exit(USAGE);
    }
    System.exit(starter.run() ? 0 : 1);
  }

  private boolean takes(String argument) {
    String[] parts = argument.split("=", 2);
    try {
      switch (parts[0]) {
        case "--starts" -> starts = positive(parts[1]);
        case "--rounds" -> rounds = positive(parts[1]);
        case "--module" -> module = Path.of(parts[1]);
        default -> {
          return false;
        }
      }
      return true;
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return false;
    }
  }

  private static int positive(String value) {
    int number = Integer.parseInt(value);
    if (number <= 0) {
      throw new NumberFormatException(value);
    }
    return number;
  }

  private boolean run() throws IOException, InterruptedException {
    try (Surroundings surroundings = new Surroundings()) {
      System.out.println("| measured | with the starter | without | ratio | at most | |");
      System.out.println("|---|--:|--:|--:|--:|---|");
      boolean kept = start(surroundings);
      kept &= requests(surroundings);
      return kept;
    }
  }

  private boolean start(Surroundings surroundings) throws IOException, InterruptedException {
    double[] with = new double[starts];
    double[] without = new double[starts];
    for (int i = -1; i < starts; i++) {
      double plain = startTime(Variant.WITHOUT, surroundings);
      double observed = startTime(Variant.STARTER, surroundings);
      // The first pair finds its jars on the disk, the others in memory.
      if (i >= 0) {
        without[i] = plain;
        with[i] = observed;
      }
    }
    return row(
        "start, seconds",
        "%.2f",
        Median.of(with),
        Median.of(without),
        ratio(with, without),
        MOST_START);
  }

  private double startTime(Variant variant, Surroundings surroundings)
      throws IOException, InterruptedException {
    try (Shop shop = new Shop(variant, module, surroundings)) {
      return seconds(shop.startTime());
    }
  }

  /** One variant, and what its requests took. */
  private static final class Measured {
    private final Shop shop;
    private final List<Double> atOnce = new ArrayList<>();
    private final List<Double> medians = new ArrayList<>();
    private double spans;
    private double exported;
    private double allocated;
    private double processor;

    Measured(Shop shop) {
      this.shop = shop;
    }

    double[] atOnce() {
      return atOnce.stream().mapToDouble(Double::doubleValue).toArray();
    }

    double[] medians() {
      return medians.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  private boolean requests(Surroundings surroundings) throws IOException, InterruptedException {
    try (Shop plain = new Shop(Variant.WITHOUT, module, surroundings);
        Shop observed = new Shop(Variant.STARTER, module, surroundings);
        Shop told = new Shop(Variant.CONTENT, module, surroundings)) {
      Measured without = new Measured(plain);
      Measured starter = new Measured(observed);
      Measured content = new Measured(told);
      List<Measured> all = List.of(without, starter, content);
      for (int i = 0; i < WARM_UP / ROUND; i++) {
        for (Measured measured : all) {
          round(measured.shop);
        }
      }
      for (Measured measured : all) {
        count(measured, surroundings);
      }
      for (int i = 0; i < rounds; i++) {
        for (Measured measured : all) {
          measured.atOnce.add(round(measured.shop));
        }
      }
      surroundings.pause(ANSWER);
      for (int i = 0; i < Math.ceil(PAUSED * rounds); i++) {
        for (Measured measured : all) {
          measured.medians.add(round(measured.shop));
        }
      }
      boolean kept = tell("content off", starter, without, 0);
      // All that content adds to what is exported is what was said.
      double said = Math.max(0, content.exported - starter.exported);
      kept &= tell("content on", content, without, said);
      System.out.printf(
          Locale.ROOT,
          "| exported a request, content off, on | %.0f spans, %,.0f B, %,.0f B"
              + " | %.0f spans, %,.0f B | | | |%n",
          starter.spans,
          starter.exported,
          content.exported,
          without.spans,
          without.exported);
      return kept;
    }
  }

  /** Asks some questions one after the other; gives the median time, in seconds. */
  private static double round(Shop shop) throws IOException, InterruptedException {
    double[] times = new double[ROUND];
    for (int i = 0; i < ROUND; i++) {
      long before = System.nanoTime();
      shop.ask("c-" + before);
      times[i] = (System.nanoTime() - before) / 1e9;
    }
    return Median.of(times);
  }

  /** What a request allocates and exports, and its processor time, of one application alone. */
  private void count(Measured measured, Surroundings surroundings)
      throws IOException, InterruptedException {
    Shop shop = measured.shop;
    settle(surroundings);
    long spans = surroundings.spans();
    long exported = surroundings.bytes();
    long allocated = shop.allocated();
    Duration processor = shop.processorTime();
    for (int i = 0; i < rounds; i++) {
      round(shop);
    }
    settle(surroundings);
    double requests = (double) rounds * ROUND;
    measured.allocated = (shop.allocated() - allocated) / requests;
    measured.processor = seconds(shop.processorTime().minus(processor)) / requests;
    measured.spans = (surroundings.spans() - spans) / requests;
    measured.exported = (surroundings.bytes() - exported) / requests;
  }

  /** Waits until nothing is exported any more. */
  private static void settle(Surroundings surroundings) throws InterruptedException {
    long before;
    do {
      before = surroundings.spans();
      Thread.sleep(EXPORTED.toMillis());
    } while (surroundings.spans() != before);
  }

  /**
   * Writes what a variant took.
   *
   * @param said how many bytes of content its spans have in a request
   */
  private static boolean tell(String name, Measured with, Measured without, double said) {
    boolean kept =
        row(
            "a request, " + name + ", milliseconds",
            "%.2f",
            1e3 * Median.of(with.medians()),
            1e3 * Median.of(without.medians()),
            ratio(with.medians(), without.medians()),
            MOST_REQUEST);
    row(
        "what of it is the application's own",
        "%.2f",
        1e3 * Median.of(with.atOnce()),
        1e3 * Median.of(without.atOnce()),
        ratio(with.atOnce(), without.atOnce()),
        0);
    row(
        "its processor time, milliseconds",
        "%.2f",
        1e3 * with.processor,
        1e3 * without.processor,
        with.processor / without.processor,
        0);
    double more = (with.allocated - without.allocated) / with.spans;
    double most = MOST_BYTES + said / with.spans;
    System.out.printf(
        Locale.ROOT,
        "| it allocates | %,.0f B | %,.0f B | %+,.0f B a span | %,.0f B | %s |%n",
        with.allocated,
        without.allocated,
        more,
        most,
        verdict(more <= most));
    return kept && more <= most;
  }

  private static boolean row(
      String title, String format, double with, double without, double ratio, double most) {
    boolean kept = most == 0 || ratio <= most;
    System.out.printf(
        Locale.ROOT,
        "| %s | " + format + " | " + format + " | %.3f× | %s | %s |%n",
        title,
        with,
        without,
        ratio,
        most == 0 ? "" : String.format(Locale.ROOT, "%.2f×", most),
        most == 0 ? "" : verdict(kept));
    return kept;
  }

  private static String verdict(boolean kept) {
    return kept ? "kept" : "**exceeded**";
  }

  private static double ratio(double[] with, double[] without) {
    double[] ratios = new double[with.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = with[i] / without[i];
    }
    return Median.of(ratios);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
