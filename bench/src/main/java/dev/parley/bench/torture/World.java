package dev.parley.bench.torture;

import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One data folder, what was sent to it, and the server on it, if one runs. */
final class World implements AutoCloseable {
  /** So many batches a round at most, or checking it would take longer than sending it. */
  private static final int MOST_BATCHES = 300;

  private static final int SENT_TWICE = 10;

  private final Path folder;
  private final Path data;
  private final long seed;
  private final Random random;
  private final Ledger ledger;
  private Counts stored = Counts.NONE;
  private int round = -1;
  private long number;
  private @Nullable ServerProcess server;
  private ServerProcess.@Nullable Address address;

  World(Path folder, Path data, long seed) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.data = data;
    this.seed = seed;
    this.random = new Random(seed);
    this.ledger = new Ledger(folder.resolve("acknowledged"));
  }

  Path data() {
    return data;
  }

  Random random() {
    return random;
  }

  Ledger ledger() {
    return ledger;
  }

  ServerProcess server() {
    if (server == null) {
      throw new IllegalStateException("no server was started");
    }
    return server;
  }

  ServerProcess.Address address() {
    if (address == null) {
      throw new IllegalStateException("no server answers");
    }
    return address;
  }

  /** Begins a server; it may not be ready yet. */
  ServerProcess begin(Map<String, String> environment) throws IOException {
    address = null;
    ServerProcess begun =
        ServerProcess.serve(
            data,
            List.of(
                // Each so many megabytes of its log make a checkpoint.
                "-Dparley.store.log-mb=" + (1 + random.nextInt(8)),
                "-Xmx512m",
                // It rarely lives long enough for the second compiler to pay.
                "-XX:TieredStopAtLevel=1"),
            environment);
    server = begun;
    return begun;
  }

  /** Starts a server, unless one answers already; whether it answers now. */
  boolean start(Map<String, String> environment) throws IOException, InterruptedException {
    if (server != null && server.isAlive() && address != null) {
      return true;
    }
    address = begin(environment).awaitReady();
    return address != null;
  }

  boolean start() throws IOException, InterruptedException {
    return start(Map.of());
  }

  /** Sends new batches, of a round of their own. */
  Load load() {
    round++;
    AtomicInteger places = new AtomicInteger();
    long first = number;
    number += MOST_BATCHES;
    int inRound = round;
    return Load.start(
        address(),
        ledger,
        () -> {
          int place = places.getAndIncrement();
          return place < MOST_BATCHES ? new Batch(seed, first + place, inRound, place) : null;
        });
  }

  /** Checks the last round; what is there counts as stored from then on. */
  Check check() throws IOException, InterruptedException {
    return Check.of(new Shown(address().http()), ledger, round);
  }

  /** Checks all rounds, as after damage that may have hit any of them. */
  Check checkAll() throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>();
    List<Batch> missing = new ArrayList<>();
    List<Batch> present = new ArrayList<>();
    long unexpected = 0;
    for (int each = 0; each <= round; each++) {
      Check check = Check.of(new Shown(address().http()), ledger, each);
      faults.addAll(check.faults());
      missing.addAll(check.missing());
      present.addAll(check.present());
      unexpected += check.unexpected();
    }
    return new Check(faults, missing, present, unexpected);
  }

  /**
   * Sends what was not acknowledged again, as an exporter does, and some of what was; then the
   * round must be there as a whole, and the sums of the whole run must be right.
   *
   * @return what is wrong
   */
  List<String> sendAgain() throws IOException, InterruptedException {
    Queue<Batch> again = new ConcurrentLinkedQueue<>(ledger.of(Ledger.State.OPEN));
    List<Batch> known = ledger.ofRound(round);
    Queue<Batch> twice = new ArrayDeque<>();
    for (int i = 0; i < SENT_TWICE && !known.isEmpty(); i++) {
      twice.add(known.get(random.nextInt(known.size())));
    }
    again.addAll(twice);
    for (int attempt = 0; attempt < 20 && !again.isEmpty(); attempt++) {
      Load.start(address(), ledger, again::poll).join();
      again.addAll(ledger.of(Ledger.State.OPEN));
    }
    List<String> faults = new ArrayList<>();
    if (!again.isEmpty()) {
      faults.add(again.size() + " batches could not be stored although nothing kept the server");
    }
    Check check = check();
    faults.addAll(check.faults());
    if (!check.missing().isEmpty()) {
      faults.add(check.missing().size() + " batches are missing after they were sent again");
    }
    faults.addAll(totals());
    return faults;
  }

  /** Holds the sums over all rounds against the ledger. */
  private List<String> totals() throws IOException, InterruptedException {
    Counts all = Counts.NONE;
    for (Batch batch : ledger.of(Ledger.State.ACKNOWLEDGED)) {
      all = all.plus(batch.counts());
    }
    stored = all;
    Shown shown = new Shown(address().http());
    List<String> faults = new ArrayList<>();
    Counts overview = shown.overview(0, round);
    if (!overview.equals(Check.withoutTurns(all))) {
      faults.add(
          "the overview of the whole run shows "
              + overview
              + " (recounted: "
              + Check.withoutTurns(all)
              + ")");
    }
    long total = shown.total();
    if (total != all.spans()) {
      faults.add("the server counts " + total + " spans (acknowledged: " + all.spans() + ")");
    }
    return faults;
  }

  /** Acknowledged spans, as of the last check. */
  long storedSpans() {
    return stored.spans();
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.killAtOnce();
    }
    ledger.close();
  }
}
