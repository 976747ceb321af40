package dev.parley.bench.torture;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much torture.
 *
 * @param kills it ends after so many, together in all rounds
 * @param most or after so long
 * @param others every so many rounds something else than a kill is done
 * @param folder where servers keep their data meanwhile, and where the report is
 */
record Options(int kills, Duration most, int others, long seed, Path folder) {
  static final String USAGE =
      """
      Usage: ./parley torture [--kills N] [--minutes M] [--seed S] [--others N] [--folder F]

      Starts servers, sends them spans over HTTP and gRPC, kills them at random moments, fills
      their disk, damages their files, steps their clock, and after each holds what they show
      against what they acknowledged. Ends after N kills (200) or M minutes (90). What is done
      follows from S (1); every Nth round (8) is something else than a kill. Data and report.txt are in F (target/torture). Exit code: 0 when nothing
      acknowledged was lost, shown twice or summed up wrongly, else 1.
      """;

  /**
   * @throws IllegalArgumentException with a sentence for whoever wrote them
   */
  static Options parse(String... arguments) {
    int kills = 200;
    Duration most = Duration.ofMinutes(90);
    int others = 8;
    long seed = 1;
    Path folder = Path.of("target", "torture");
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " has no value");
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--kills" -> kills = (int) number(arguments[i], value, 100_000);
        case "--minutes" -> most = Duration.ofMinutes(number(arguments[i], value, 10_000));
        case "--others" -> others = (int) number(arguments[i], value, 1_000);
        case "--seed" -> seed = number(arguments[i], value, Integer.MAX_VALUE);
        case "--folder" -> folder = Path.of(value);
        default -> throw new IllegalArgumentException("unknown: " + arguments[i]);
      }
    }
    return new Options(kills, most, others, seed, folder.toAbsolutePath());
  }

  private static long number(String name, String value, long most) {
    if (!value.matches("[0-9]{1,10}")
        || Long.parseLong(value) < 1
        || Long.parseLong(value) > most) {
      throw new IllegalArgumentException(
          name + " " + value + " (expected: a whole number from 1 to " + most + ")");
    }
    return Long.parseLong(value);
  }
}
