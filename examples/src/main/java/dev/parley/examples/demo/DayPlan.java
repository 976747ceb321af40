package dev.parley.examples.demo;

import dev.parley.examples.scenario.Scenarios;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Who writes when within a day: many in the afternoon and evening, few at night. */
final class DayPlan {

  /** How busy each hour of the day is, compared to the others. */
  private static final int[] RHYTHM = {
    3, 2, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 10, 11, 12, 12, 11, 11, 13, 14, 13, 10, 7, 5
  };

  /**
   * A conversation and the instants at which its turns start, one for each message.
   *
   * @param staging whether it happens in the staging environment
   */
  record Visit(Customer customer, List<Instant> turns, boolean staging) {}

  private final Scenarios scenarios;
  private final Random random;
  private final String day;

  /**
   * Plans of customers; the same seed gives the same customers, with ids of their own.
   *
   * @param seed where the random numbers start
   */
  DayPlan(Scenarios scenarios, long seed) {
    this.scenarios = scenarios;
    this.random = new Random(seed);
    this.day = UUID.randomUUID().toString().substring(0, 6);
  }

  /** Visits of the 24 hours before {@code now}, in the order in which they begin. */
  List<Visit> day(int conversations, Instant now, ZoneId zone) {
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < conversations; i++) {
      Customer customer = customer(i);
      visits.add(new Visit(customer, turns(customer, now, zone), i % 8 == 7));
    }
    visits.sort(Comparator.comparing(visit -> visit.turns().get(0)));
    return visits;
  }

  /** The next customer, numbered by the caller. */
  Customer customer(int number) {
    return Customer.of(
        "chat-" + day + "-" + number,
        scenarios.all().get(random.nextInt(scenarios.all().size())),
        random);
  }

  private List<Instant> turns(Customer customer, Instant now, ZoneId zone) {
    List<Duration> pauses = new ArrayList<>();
    Duration length = Duration.ofSeconds(30);
    for (int i = 0; i < customer.messages().size(); i++) {
      // Reading an answer and writing the next message takes people half a minute to three.
      Duration pause = i == 0 ? Duration.ZERO : Duration.ofSeconds(30 + random.nextInt(150));
      pauses.add(pause);
      length = length.plus(pause);
    }
    Instant at = start(now.minus(length), zone);
    List<Instant> turns = new ArrayList<>();
    for (Duration pause : pauses) {
      at = at.plus(pause);
      turns.add(at);
    }
    return List.copyOf(turns);
  }

  /** Draws an instant of the last day, quieter hours less often. */
  private Instant start(Instant latest, ZoneId zone) {
    while (true) {
      long seconds = Duration.ofHours(24).toSeconds() - 600;
      Instant drawn = latest.minusSeconds(random.nextLong(seconds));
      if (random.nextInt(14) < RHYTHM[drawn.atZone(zone).getHour()]) {
        return drawn.plusMillis(random.nextInt(1000));
      }
    }
  }
}
