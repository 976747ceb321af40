package dev.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.server.Answers;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts load on a server of Parley's and tells what it took: {@code [--spans=N]
 * [--protocol=http|grpc] [--shape=agents|small|large] [--days=N] [--rate=N] [--in-flight=N]
 * [--batch=N] [--folder=PATH] [--stored] [--zipkin=URL] [--history=DAYS] [--reads] [--idle=SECONDS]
 * [--profile=FILE]}. Without a folder the server has a new one, which is deleted; what is {@code
 * --stored} in a folder is not loaded again. A profile is a recording of the JDK's Flight Recorder.
 * Exits with 64 when the arguments make no sense, with 1 when a request was refused for good.
 *
 * <p>The server is a process of its own, and both share the machine. Spans start within the last
 * {@code days} and come in that order, as they would have; a tenth of them, at least 20,000, go
 * ahead unmeasured, until the server's code is compiled. With a history, what was stored is then
 * repeated for each of so many days, the last included. Reads are measured after that, by a server
 * that has come to rest, and once more while it takes spans as fast as it can.
 *
 * <p>{@code --chats} alone tells what chats that resend their history take on disk.
 */
@SuppressWarnings("SystemOut")
public final class Load {
  private static final int USAGE = 64;
  private static final String EXPECTED =
      "expected: [--spans=N] [--protocol=http|grpc] [--shape=agents|small|large] [--days=N]"
          + " [--rate=N] [--in-flight=N] [--batch=N] [--folder=PATH [--stored]] [--zipkin=URL]"
          + " [--history=DAYS] [--reads] [--idle=SECONDS] [--profile=FILE], or --chats";

  /** As {@code ./parley serve} starts it. */
  private static final List<String> OPTIONS = List.of("-Xmx1536m", "-XX:+UseParallelGC");

  /** Until the server's code is compiled, before reads are timed beside a load. */
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private long spans = 500_000;
  private boolean grpc;
  private Shape shape = Shape.AGENTS;
  private long days = 1;
  private long rate;
  private int inFlight = 16;
  private int batch = 512;
  private String folder = "";
  private boolean stored;
  private boolean chats;
  private int idle;
  private String zipkin = "";
  private int history;
  private boolean reads;
  private String profile = "";

  private Load() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Load load = new Load();
    for (String argument : arguments) {
      if (!load.takes(argument)) {
        System.err.println("parley load: unknown argument " + argument + " (" + EXPECTED + ")");
        System.exit(USAGE);
      }
    }
    System.exit(load.run() ? 0 : 1);
  }

  private boolean takes(String argument) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? "" : argument.substring(equals + 1);
    try {
      switch (name) {
        case "--spans" -> spans = positive(value);
        case "--protocol" -> grpc = oneOf(value, "http", "grpc").equals("grpc");
        case "--shape" -> shape = Shape.valueOf(value.toUpperCase(Locale.ROOT));
        case "--days" -> days = positive(value);
        case "--rate" -> rate = positive(value);
        case "--in-flight" -> inFlight = (int) positive(value);
        case "--batch" -> batch = (int) positive(value);
        case "--folder" -> folder = value;
        case "--stored" -> stored = true;
        case "--chats" -> chats = true;
        case "--idle" -> idle = (int) positive(value);
        case "--zipkin" -> zipkin = value;
        case "--history" -> history = (int) positive(value);
        case "--reads" -> reads = true;
        case "--profile" -> profile = value;
        default -> {
          return false;
        }
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static long positive(String value) {
    long number = Long.parseLong(value);
    if (number <= 0) {
      throw new IllegalArgumentException(value);
    }
    return number;
  }

  private static String oneOf(String value, String one, String other) {
    if (!value.equals(one) && !value.equals(other)) {
      throw new IllegalArgumentException(value);
    }
    return value;
  }

  private boolean run() throws IOException, InterruptedException {
    if (!zipkin.isEmpty()) {
      return tell("Zipkin", load(HttpTarget.zipkin(zipkin)));
    }
    Path data =
        folder.isEmpty()
            ? Files.createTempDirectory("parley-load")
            : Files.createDirectories(Path.of(folder));
    try {
      if (chats) {
        return chat(data);
      }
      long before = bytes(data);
      boolean whole = stored || load(data);
      if (!stored) {
        System.out.printf(
            Locale.ROOT, "%,d bytes a span on disk%n", (bytes(data) - before) / (spans + ahead()));
      }
      if (history > 0) {
        History.repeat(data, history);
      }
      if (reads || idle > 0) {
        read(data);
      }
      return whole;
    } finally {
      if (folder.isEmpty()) {
        delete(data);
      }
    }
  }

  private boolean load(Path data) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.serve(data, options(), Map.of())) {
      ServerProcess.Address address = ready(server);
      Throughput throughput = load(target(address));
      boolean whole = tell(grpc ? "OTLP by gRPC" : "OTLP by HTTP", throughput);
      server.said().stream().skip(1).forEach(System.err::println);
      System.out.println(memory(server));
      return whole;
    }
  }

  private boolean chat(Path data) throws IOException, InterruptedException {
    long end = System.currentTimeMillis() * 1_000_000;
    Chats resent = new Chats(200, 50);
    AtomicLong refused = new AtomicLong();
    try (ServerProcess server = ServerProcess.serve(data, options(), Map.of())) {
      Target target = HttpTarget.otlp(ready(server).http());
      resent.requests(
          end,
          request -> {
            if (target.send(target.encode(request)).join() != Target.Answer.STORED) {
              refused.incrementAndGet();
            }
          });
    }
    long taken = bytes(data);
    Path other = Files.createTempDirectory("parley-full-text");
    try {
      long fullText = resent.bytesInFullText(other, end);
      System.out.printf(
          Locale.ROOT,
          "%d chats of %d turns that resend their history: %,d bytes; one row with its full text"
              + " for each call: %,d bytes, %.1f times as many; refused %d requests%n",
          resent.chats(),
          resent.turns(),
          taken,
          fullText,
          (double) fullText / taken,
          refused.get());
    } finally {
      delete(other);
    }
    return refused.get() == 0;
  }

  /** By a server that is started for it. */
  private void read(Path data) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.serve(data, options(), Map.of())) {
      ServerProcess.Address address = ready(server);
      JsonNode status = new Answers(address.http()).get("status");
      System.out.printf(Locale.ROOT, "with %,d spans%n", status.path("spans").asLong());
      awaitRest(server);
      if (idle > 0) {
        tellIdle(server);
      }
      if (reads) {
        Reads questions = new Reads(address.http(), status.path("lastSpanAt").asLong() + 1);
        Map<String, Double> atRest = questions.medians();
        Map<String, Double> underLoad = underLoad(server, address, questions);
        atRest.forEach(
            (question, millis) ->
                System.out.printf(
                    Locale.ROOT,
                    "%-36s %,8.1f ms, %,8.1f ms while it takes spans%n",
                    question,
                    millis,
                    underLoad.getOrDefault(question, Double.NaN)));
      }
    }
  }

  /** What a start left to do, such as to fold history, would be counted among the reads. */
  private static void awaitRest(ServerProcess server) throws InterruptedException {
    long begun = System.nanoTime();
    Duration before = server.processorTime();
    for (int restful = 0; restful < 3; ) {
      Thread.sleep(1_000);
      Duration now = server.processorTime();
      restful = now.minus(before).toMillis() < 100 ? restful + 1 : 0;
      before = now;
    }
    System.out.printf(
        Locale.ROOT,
        "at rest after %.0f s, %s%n",
        (System.nanoTime() - begun) / 1e9,
        memory(server));
  }

  private void tellIdle(ServerProcess server) throws InterruptedException {
    Duration time = server.processorTime();
    long written = server.writtenBytes();
    Thread.sleep(idle * 1_000L);
    System.out.printf(
        Locale.ROOT,
        "idle for %d s: %.2f %% of a core, %,d bytes written%n",
        idle,
        server.processorTime().minus(time).toMillis() / (10.0 * idle),
        server.writtenBytes() - written);
  }

  private Map<String, Double> underLoad(
      ServerProcess server, ServerProcess.Address address, Reads questions)
      throws IOException, InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    long from = System.currentTimeMillis() * 1_000_000;
    Run endless =
        new Run(Long.MAX_VALUE / 2, batch, inFlight, 0, from, from, shape, System.nanoTime());
    Target target = target(address);
    CompletableFuture<Throughput> load =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return endless.against(target, ended::get);
              } catch (InterruptedException e) {
                throw new IllegalStateException("the load was interrupted", e);
              }
            });
    Map<String, Double> medians;
    try {
      Thread.sleep(WARM_UP.toMillis());
      medians = questions.medians();
    } finally {
      ended.set(true);
    }
    System.out.println(load.join() + " meanwhile; " + memory(server));
    return medians;
  }

  private static String memory(ServerProcess server) {
    return String.format(
        Locale.ROOT,
        "%d MB resident, at most %d MB",
        server.megabytes("VmRSS"),
        server.megabytes("VmHWM"));
  }

  private Target target(ServerProcess.Address address) {
    return grpc ? new GrpcTarget(address.grpc()) : HttpTarget.otlp(address.http());
  }

  private static ServerProcess.Address ready(ServerProcess server) throws InterruptedException {
    long begun = System.nanoTime();
    ServerProcess.Address address = server.awaitReady();
    if (address == null) {
      throw new IllegalStateException("the server did not start; it said " + server.said());
    }
    System.out.printf(
        Locale.ROOT,
        "ready in %.1f s, %d MB resident%n",
        (System.nanoTime() - begun) / 1e9,
        server.megabytes("VmRSS"));
    return address;
  }

  private List<String> options() {
    List<String> options = new ArrayList<>(OPTIONS);
    if (!profile.isEmpty()) {
      options.add("-XX:StartFlightRecording=settings=profile,filename=" + profile);
    }
    return options;
  }

  private long ahead() {
    return Math.max(20_000, spans / 10);
  }

  private Throughput load(Target target) throws InterruptedException {
    long now = System.currentTimeMillis() * 1_000_000;
    long from = now - days * 86_400_000_000_000L;
    long middle = from + (now - from) / (1 + spans / ahead());
    new Run(ahead(), batch, inFlight, 0, from, middle, shape, System.nanoTime()).against(target);
    return new Run(spans, batch, inFlight, rate, middle, now, shape, System.nanoTime() + 1)
        .against(target);
  }

  private boolean tell(String what, Throughput throughput) {
    System.out.println(what + ", shape " + shape.word() + ": " + throughput);
    return throughput.refused() == 0;
  }

  /** Of all files of a folder. */
  private static long bytes(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
