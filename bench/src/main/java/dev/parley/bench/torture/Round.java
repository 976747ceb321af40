package dev.parley.bench.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was done in one round and what came of it. Of one thread. */
final class Round {
  private final int number;
  private final Scenario scenario;
  private final List<String> steps = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private boolean leftOut;
  private int kills;
  private long acknowledged;
  private long spans;
  private long lostAndTold;

  Round(int number, Scenario scenario) {
    this.number = number;
    this.scenario = scenario;
  }

  /** Notes what was done. */
  void step(String format, Object... values) {
    steps.add(String.format(Locale.ROOT, format, values));
  }

  void fault(String what) {
    faults.add(what);
  }

  void faults(List<String> what) {
    faults.addAll(what);
  }

  /** Notes why it could not be done here. */
  void leaveOut(String why) {
    leftOut = true;
    steps.add("left out because " + why);
  }

  void killed() {
    kills++;
  }

  void acknowledged(long batches) {
    acknowledged += batches;
  }

  /** Acknowledged spans of its folder that were counted and summed up at the end. */
  void verified(long count) {
    spans = count;
  }

  /** Acknowledged spans that damage took, which start and repair told of. */
  void lostAndTold(long count) {
    lostAndTold += count;
  }

  Scenario scenario() {
    return scenario;
  }

  int kills() {
    return kills;
  }

  long acknowledged() {
    return acknowledged;
  }

  long lostAndTold() {
    return lostAndTold;
  }

  boolean isLeftOut() {
    return leftOut;
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  long verified() {
    return spans;
  }

  List<String> steps() {
    return List.copyOf(steps);
  }

  @Override
  public String toString() {
    String head =
        String.format(
            Locale.ROOT,
            "%4d  %-16s %s; %,d batches acknowledged, %,d spans held against the server",
            number,
            scenario.title(),
            String.join(", ", steps),
            acknowledged,
            spans);
    return faults.isEmpty()
        ? head
        : head + "\n      WRONG: " + String.join("\n      WRONG: ", faults);
  }
}
