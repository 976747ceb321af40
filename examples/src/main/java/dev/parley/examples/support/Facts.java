package dev.parley.examples.support;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What the shop's systems know of a thing: made up, but always the same for the same key. */
final class Facts {

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.UK);

  private final Random random;
  private final LocalDate today;

  Facts(String key, LocalDate today) {
    this.random = new Random(key.hashCode() * 2654435761L);
    this.today = today;
  }

  /** One of several. */
  String pick(String... choices) {
    return List.of(choices).get(random.nextInt(choices.length));
  }

  /** An amount in euros. */
  String euros(int least, int most) {
    int cents = 100 * (least + random.nextInt(most - least)) + (random.nextBoolean() ? 90 : 50);
    return BigDecimal.valueOf(cents, 2) + " euros";
  }

  /** A number of so many digits behind a prefix. */
  String number(String prefix, int digits) {
    int bound = (int) Math.pow(10, digits - 1);
    return prefix + (bound + random.nextInt(9 * bound));
  }

  /** A day so many days after today, or before it, as people write it. */
  String day(int from, int to) {
    return DAY.format(today.plusDays(from + random.nextInt(to - from + 1)));
  }
}
