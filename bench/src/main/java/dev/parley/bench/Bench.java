package dev.parley.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Measures what Parley costs and says whether the {@link Limits} are kept: {@code [PATTERN]
 * [--quick]}. Exits with 1 when one is exceeded, with 64 when the arguments make no sense.
 *
 * <p><b>Against noise.</b> A benchmark and what it is compared with take turns, each time in a new
 * JVM, so that a slow moment of the machine meets both. Of each JVM the best iteration counts
 * (other work only adds time), and of the rounds' ratios the median (the compiler does not decide
 * alike each time).
 */
@SuppressWarnings("SystemOut")
public final class Bench {
  private static final int USAGE = 64;

  private Bench() {}

  public static void main(String[] arguments) {
    boolean quick = false;
    String pattern = ".*";
    for (String argument : arguments) {
      if (argument.equals("--quick")) {
        quick = true;
      } else if (argument.startsWith("-")) {
        fail("unknown flag: " + argument + " (expected: [PATTERN] [--quick])");
      } else {
        pattern = argument;
      }
    }
    List<Limit> limits = matching(pattern);
    if (limits.isEmpty()) {
      fail("no benchmark matches \"" + pattern + "\"; there are:\n" + names());
    }
    System.exit(run(limits, quick ? new Fork(5, 50) : new Fork(10, 150), quick ? 2 : 7) ? 0 : 1);
  }

  private static boolean run(List<Limit> limits, Fork fork, int rounds) {
    List<Outcome> outcomes = limits.stream().map(Outcome::new).toList();
    for (int round = 1; round <= rounds; round++) {
      System.err.printf(Locale.ROOT, "round %d of %d ...%n", round, rounds);
      for (Outcome outcome : outcomes) {
        measure(outcome, fork);
      }
    }
    System.out.print(Table.of(outcomes));
    List<String> excesses =
        outcomes.stream().flatMap(outcome -> outcome.excesses().stream()).toList();
    for (String excess : excesses) {
      System.err.println("exceeded: " + excess);
    }
    return excesses.isEmpty();
  }

  private static void measure(Outcome outcome, Fork fork) {
    Limit limit = outcome.limit();
    Map<String, Measurement> measured = new HashMap<>();
    for (String benchmark : limit.benchmarks()) {
      measured.put(benchmark, fork.run(benchmark, limit.statistic()));
    }
    Measurement baseline = measured.get(limit.baseline());
    Measurement without = measured.get(limit.without());
    outcome.add(
        Objects.requireNonNull(measured.get(limit.subject())),
        baseline == null || without == null ? baseline : baseline.minus(without));
  }

  private static List<Limit> matching(String pattern) {
    try {
      Pattern wanted = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
      List<Limit> found = new ArrayList<>();
      for (Limit limit : Limits.ALL) {
        if (wanted.matcher(limit.subject()).find()) {
          found.add(limit);
        }
      }
      return found;
    } catch (PatternSyntaxException e) {
      fail("\"" + pattern + "\" is no regular expression: " + e.getDescription());
      return List.of();
    }
  }

  private static String names() {
    return String.join("\n", Limits.ALL.stream().map(Limit::subject).distinct().toList());
  }

  private static void fail(String message) {
    System.err.println("parley bench: " + message);
    System.exit(USAGE);
  }
}
