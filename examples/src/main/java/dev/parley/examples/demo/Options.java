package dev.parley.examples.demo;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** What the demo is told on its command line; the flags are those of {@link Demo}. */
record Options(String endpoint, int conversations, Duration pause, boolean historyOnly) {

  static Options parse(List<String> arguments) {
    String endpoint = "http://127.0.0.1:4318";
    int conversations = 160;
    Duration pause = Duration.ofSeconds(4);
    boolean historyOnly = false;
    Iterator<String> flags = arguments.iterator();
    while (flags.hasNext()) {
      String flag = flags.next();
      switch (flag) {
        case "--endpoint" -> endpoint = value(flag, flags).replaceAll("/+$", "");
        case "--conversations" -> conversations = (int) number(flag, flags, 100_000);
        case "--pause" -> pause = Duration.ofMillis(Math.round(1000 * number(flag, flags, 3600)));
        case "--history-only" -> historyOnly = true;
        default ->
            throw new IllegalArgumentException(
                "unknown flag "
                    + flag
                    + " (expected: --endpoint, --conversations, --pause, --history-only)");
      }
    }
    if (!endpoint.startsWith("http://") && !endpoint.startsWith("https://")) {
      throw new IllegalArgumentException(
          "--endpoint is " + endpoint + " (expected: a URL such as http://127.0.0.1:4318)");
    }
    return new Options(endpoint, conversations, pause, historyOnly);
  }

  private static String value(String flag, Iterator<String> flags) {
    if (!flags.hasNext()) {
      throw new IllegalArgumentException(flag + " needs a value");
    }
    return flags.next();
  }

  private static double number(String flag, Iterator<String> flags, double most) {
    String value = value(flag, flags);
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      number = -1;
    }
    if (!(number >= 0 && number <= most)) {
      throw new IllegalArgumentException(
          flag + " is " + value + " (expected: a number from 0 to " + (long) most + ")");
    }
    return number;
  }
}
