package dev.parley.bench.torture;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Rounds of {@link Scenario}s, most of them kills of one server that keeps its data from round to
 * round. What harms data on purpose, or needs a disk or a clock of its own, has a folder of its
 * own.
 */
@SuppressWarnings("SystemOut")
public final class Torture {
  private static final int USAGE = 64;

  private final Options options;
  private final Consumer<String> report;
  private final List<Round> rounds = new ArrayList<>();
  private final Random seeds;

  private Torture(Options options, Consumer<String> report) {
    this.options = options;
    this.report = report;
    this.seeds = new Random(options.seed());
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    try {
      Options options = Options.parse(arguments);
      Files.createDirectories(options.folder());
      try (PrintWriter file =
          new PrintWriter(Files.newBufferedWriter(options.folder().resolve("report.txt")), true)) {
        List<Round> rounds =
            run(
                options,
                line -> {
                  System.out.println(line);
                  file.println(line);
                });
        System.exit(rounds.stream().allMatch(round -> round.faults().isEmpty()) ? 0 : 1);
      }
    } catch (IllegalArgumentException e) {
      System.err.println("parley torture: " + e.getMessage());
      System.err.print(Options.USAGE);
      System.exit(USAGE);
    }
  }

  /** Runs all rounds and reports each as it ends, and what they come to. */
  static List<Round> run(Options options, Consumer<String> report)
      throws IOException, InterruptedException {
    Torture torture = new Torture(options, report);
    report.accept(
        String.format(
            Locale.ROOT,
            "Torture with seed %d until %d kills or %d minutes",
            options.seed(),
            options.kills(),
            options.most().toMinutes()));
    torture.run();
    torture.sumUp();
    return torture.rounds;
  }

  private void run() throws IOException, InterruptedException {
    Path folder = options.folder().resolve("main");
    delete(folder);
    long end = System.nanoTime() + options.most().toNanos();
    int others = 0;
    try (World main = new World(folder, folder.resolve("data"), seeds.nextInt(1 << 30))) {
      for (int number = 1; kills() < options.kills() && System.nanoTime() < end; number++) {
        Scenario scenario = Scenario.KILL;
        if (number % options.others() == 0) {
          scenario = Scenario.others().get(others++ % Scenario.others().size());
        }
        Round round = new Round(number, scenario);
        rounds.add(round);
        switch (scenario) {
          case KILL, TERMINATE, HANG, SECOND_SERVER, LOG_TORN_BEHIND -> trial(main, round);
          case LOG_DAMAGED, FILE_DAMAGED -> apart(round);
          case FULL_DISK -> onSmallDisk(round);
          case CLOCK_STEPPED -> {
            if (FakeTime.isInstalled()) {
              apart(round);
            } else {
              round.leaveOut("libfaketime is not installed (Debian: apt-get install faketime)");
            }
          }
        }
        report.accept(round.toString());
      }
    }
  }

  private static void trial(World world, Round round) throws InterruptedException {
    try {
      new Trial(world, round).run();
    } catch (IOException | RuntimeException e) {
      round.fault("the trial broke off: " + e);
    }
  }

  private void apart(Round round) throws IOException, InterruptedException {
    Path folder = options.folder().resolve("apart");
    delete(folder);
    try (World world = new World(folder, folder.resolve("data"), seeds.nextInt(1 << 30))) {
      trial(world, round);
    }
  }

  private void onSmallDisk(Round round) throws IOException, InterruptedException {
    Path folder = options.folder().resolve("small-disk");
    long seed = seeds.nextInt(1 << 30);
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"));
        World world = new World(folder, disk.folder().resolve("data"), seed)) {
      trial(world, round);
    } catch (IOException e) {
      if (!round.steps().isEmpty()) {
        throw e;
      }
      round.leaveOut("a small disk cannot be mounted here: " + e.getMessage());
    }
  }

  private int kills() {
    return rounds.stream().mapToInt(Round::kills).sum();
  }

  private void sumUp() {
    Map<Scenario, Integer> done = new EnumMap<>(Scenario.class);
    for (Round round : rounds) {
      if (!round.isLeftOut()) {
        done.merge(round.scenario(), 1, Integer::sum);
      }
    }
    report.accept("");
    done.forEach(
        (scenario, times) ->
            report.accept(String.format(Locale.ROOT, "%-16s %,d rounds", scenario.title(), times)));
    long wrong = rounds.stream().filter(round -> !round.faults().isEmpty()).count();
    report.accept(
        String.format(
            Locale.ROOT,
            "%,d rounds, %,d kills, %,d batches acknowledged under load, %,d spans lost to damage"
                + " and told of; %s",
            rounds.size(),
            kills(),
            rounds.stream().mapToLong(Round::acknowledged).sum(),
            rounds.stream().mapToLong(Round::lostAndTold).sum(),
            wrong == 0
                ? "nothing acknowledged was lost without a word, shown twice or summed up wrongly"
                : wrong + " ROUNDS WENT WRONG"));
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path each, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
