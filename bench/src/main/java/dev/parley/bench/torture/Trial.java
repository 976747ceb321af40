package dev.parley.bench.torture;

import dev.parley.bench.server.Answers;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a server through one scenario and holds what it shows afterwards against the ledger. */
final class Trial {
  private static final int DAMAGED = 65;
  private static final int DATA_FOLDER = 73;

  /** Of {@code parley repair}. */
  private static final Pattern LOST_COMMITS =
      Pattern.compile("Lost: the last .*: ([\\d,]+) spans,.*");

  private static final Pattern LOST_ROWS =
      Pattern.compile("Lost: ([\\d,]+) of [\\d,]+ rows of spans\\.");

  /** So much before SIGTERM a request must have begun to be certain of its answer. */
  private static final long SURELY_BEGUN_NANOS = 200_000_000;

  private final World world;
  private final Round round;
  private final Random random;

  Trial(World world, Round round) {
    this.world = world;
    this.round = round;
    this.random = world.random();
  }

  void run() throws IOException, InterruptedException {
    switch (round.scenario()) {
      case KILL -> kill();
      case TERMINATE -> terminate();
      case HANG -> hang();
      case SECOND_SERVER -> secondServer();
      case LOG_TORN_BEHIND -> tornBehind();
      case LOG_DAMAGED -> damaged(true);
      case FILE_DAMAGED -> damaged(false);
      case FULL_DISK -> fullDisk();
      case CLOCK_STEPPED -> clockStepped();
    }
  }

  private void kill() throws IOException, InterruptedException {
    if (!started()) {
      return;
    }
    killAfter(world.load(), random.nextInt(2_000));
    if (random.nextInt(4) == 0) {
      int millis = random.nextInt(2_500);
      ServerProcess starting = world.begin(Map.of());
      pause(millis);
      starting.kill();
      round.killed();
      round.step("killed again %d ms after its start", millis);
    }
    verify();
  }

  private void terminate() throws IOException, InterruptedException {
    if (!started()) {
      return;
    }
    Load load = world.load();
    int millis = 100 + random.nextInt(2_000);
    awaitSome(load);
    pause(millis);
    long told = System.nanoTime();
    world.server().signal("TERM");
    int code = world.server().awaitEnd();
    load.join();
    round.acknowledged(load.acknowledged());
    round.step("told to end after %d ms", millis);
    if (code != ServerProcess.TERMINATED) {
      round.fault("it ended with " + code + " (expected: " + ServerProcess.TERMINATED + ")");
    }
    for (Load.Unanswered each : load.unanswered()) {
      if (each.begunNanos() < told - SURELY_BEGUN_NANOS) {
        round.fault("a request under way was not answered: " + each.why());
      }
    }
    verify();
  }

  private void hang() throws IOException, InterruptedException {
    if (!started()) {
      return;
    }
    Load load = world.load();
    pause(100 + random.nextInt(1_000));
    int millis = 500 + random.nextInt(4_000);
    world.server().signal("STOP");
    pause(millis);
    world.server().signal("CONT");
    round.step("hung for %d ms", millis);
    killAfter(load, 100 + random.nextInt(1_000));
    verify();
  }

  private void secondServer() throws IOException, InterruptedException {
    if (!started()) {
      return;
    }
    Load load = world.load();
    ServerProcess second = ServerProcess.serve(world.data(), List.of(), Map.of());
    int code = second.awaitEnd();
    second.kill();
    round.step("a second server ended with %d", code);
    if (code != DATA_FOLDER) {
      round.fault("the second server said " + second.said());
    }
    load.end();
    round.acknowledged(load.acknowledged());
    verify();
    killAfter(world.load(), 100 + random.nextInt(1_000));
    verify();
  }

  private void tornBehind() throws IOException, InterruptedException {
    if (!started()) {
      return;
    }
    killAfter(world.load(), 300 + random.nextInt(2_000));
    Path log = log();
    if (Files.exists(log)) {
      round.step("%s", Damage.behind(log, random));
    } else {
      round.step("there was no log");
    }
    verify();
  }

  private void damaged(boolean log) throws IOException, InterruptedException {
    if (!started()) {
      return;
    }
    killAfter(world.load(), 300 + random.nextInt(1_500));
    if (!started()) {
      return;
    }
    Load load = world.load();
    if (log) {
      killAfter(load, 300 + random.nextInt(1_500));
    } else {
      awaitSome(load);
      pause(300 + random.nextInt(1_500));
      load.end();
      round.acknowledged(load.acknowledged());
      world.server().signal("TERM");
      world.server().awaitEnd();
    }
    Path file = log ? log() : world.data().resolve("parley.duckdb");
    if (!Files.exists(file) || Files.size(file) == 0) {
      round.step("there was no %s to damage", file.getFileName());
    } else {
      round.step("%s", Damage.within(file, random));
    }
    if (!world.start()) {
      int code = world.server().awaitEnd();
      round.step("which the start refused with %d", code);
      if (code != DAMAGED) {
        round.fault(
            "it ended with " + code + " (expected: " + DAMAGED + "): " + world.server().said());
      }
      repair();
    } else if (intactOrSays()) {
      round.step("which took nothing that was acknowledged");
    } else {
      world.server().kill();
      repair();
    }
    verify();
  }

  /** Whether everything acknowledged is there; false when the server can't answer. */
  private boolean intactOrSays() throws IOException, InterruptedException {
    try {
      Check check = world.checkAll();
      if (!check.missing().isEmpty()) {
        round.fault(
            "SILENT LOSS: it started, and " + check.missing().size() + " batches are missing");
      }
      return check.faults().isEmpty();
    } catch (Answers.NoAnswerException e) {
      round.step("which a query told of");
      return false;
    }
  }

  private void repair() throws IOException, InterruptedException {
    ServerProcess repair = command("repair");
    int code = repair.awaitEnd();
    if (code == DATA_FOLDER) {
      repair = command("repair", "--start-empty");
      code = repair.awaitEnd();
      round.step("it could only begin empty");
    }
    if (code != 0) {
      round.fault("repair ended with " + code + ": " + repair.said());
    }
    if (!world.start()) {
      round.fault("it does not start after repair: " + world.server().said());
      return;
    }
    Check check = world.checkAll();
    long missing = check.missing().stream().mapToLong(batch -> batch.counts().spans()).sum();
    long told = told(repair.said());
    round.step("repaired: %,d spans lost, %,d told of", missing, told);
    if (missing > told) {
      round.fault("SILENT LOSS: " + missing + " spans are missing; repair said " + repair.said());
    }
    check.missing().forEach(world.ledger()::lost);
    round.lostAndTold(missing);
  }

  private ServerProcess command(String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.add("--data=" + world.data());
    return ServerProcess.start(List.of(), Map.of(), arguments.toArray(String[]::new));
  }

  private static long told(List<String> lines) {
    long told = 0;
    for (String line : lines) {
      if (line.contains("begins empty")) {
        return Long.MAX_VALUE;
      }
      for (Pattern pattern : List.of(LOST_COMMITS, LOST_ROWS)) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.matches()) {
          told += Long.parseLong(matcher.group(1).replace(",", ""));
        }
      }
    }
    return told;
  }

  private void fullDisk() throws IOException, InterruptedException {
    if (!started()) {
      return;
    }
    Load load = world.load();
    Path filler = world.data().resolveSibling("filler");
    long free = Files.getFileStore(world.data()).getUsableSpace();
    SmallDisk.fill(filler, free - 300_000L - random.nextInt(2_000_000));
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (load.refused() < 5 && System.nanoTime() < deadline) {
      pause(20);
    }
    round.step("%d requests were refused for want of room", load.refused());
    if (random.nextBoolean()) {
      killAfter(load, random.nextInt(500));
      Files.delete(filler);
      round.step("then there was room");
    } else {
      Files.delete(filler);
      round.step("there was room again");
      killAfter(load, 1_000 + random.nextInt(1_000));
    }
    verify();
  }

  private void clockStepped() throws IOException, InterruptedException {
    Path clock = world.folder().resolve("clock");
    Files.writeString(clock, "+0");
    if (!world.start(FakeTime.environment(clock))) {
      round.fault("it does not start: " + world.server().said());
      return;
    }
    Load load = world.load();
    for (String step : List.of("-2h", "+3d", "-1d")) {
      awaitSome(load);
      // The library looks at its file once a second.
      pause(1_200);
      Files.writeString(clock, step);
      round.step("clock at %s", step);
    }
    killAfter(load, 300 + random.nextInt(500));
    verify();
  }

  private boolean started() throws IOException, InterruptedException {
    boolean started = world.start();
    if (!started) {
      round.fault("it does not start: " + world.server().said());
    }
    return started;
  }

  /** Kills some time after some batches were acknowledged. */
  private void killAfter(Load load, int millis) throws InterruptedException {
    awaitSome(load);
    pause(millis);
    world.server().kill();
    load.join();
    round.killed();
    round.acknowledged(load.acknowledged());
    round.step("killed %d ms after some were acknowledged", millis);
  }

  /** On a busy machine the first answers take their time. */
  private void awaitSome(Load load) throws InterruptedException {
    int some = random.nextInt(20);
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (load.acknowledged() < some && System.nanoTime() < deadline) {
      pause(5);
    }
  }

  /** Starts the server where it does not run, and holds everything against the ledger. */
  private void verify() throws IOException, InterruptedException {
    if (!started()) {
      return;
    }
    Check check = world.check();
    round.faults(check.faults());
    if (round.lostAndTold() == 0 && !check.missing().isEmpty()) {
      round.fault(
          "LOST: "
              + check.missing().size()
              + " acknowledged batches, such as "
              + check.missing().get(0).traceId());
    }
    round.faults(world.sendAgain());
    round.verified(world.storedSpans());
  }

  private Path log() {
    return world.data().resolve("parley.duckdb.wal");
  }

  /** Waits for a moment of the plan, not for anything to happen. */
  private static void pause(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }
}
