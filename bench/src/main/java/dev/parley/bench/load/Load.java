package dev.parley.bench.load;

import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Puts load on a server of Parley's and tells what it took: {@code [--spans=N]
 * [--protocol=http|grpc] [--shape=agents|small|large] [--days=N] [--rate=N] [--in-flight=N]
 * [--batch=N] [--folder=PATH] [--zipkin=URL] [--history=DAYS] [--reads] [--profile=FILE]}. Without
 * a folder the server has a new one, which is deleted. A profile is a recording of the JDK's Flight
 * Recorder. Exits with 64 when the arguments make no sense, with 1 when a request was refused for
 * good.
 *
 * <p>The server is a process of its own, and both share the machine. Spans start within the last
 * {@code days} and come in that order, as they would have; a tenth of them, at least 20,000, go
 * ahead unmeasured, until the server's code is compiled. With a history, what was stored is then
 * repeated for each of so many days, the last included; reads are measured after that.
 */
@SuppressWarnings("SystemOut")
public final class Load {
  private static final int USAGE = 64;
  private static final String EXPECTED =
      "expected: [--spans=N] [--protocol=http|grpc] [--shape=agents|small|large] [--days=N]"
          + " [--rate=N] [--in-flight=N] [--batch=N] [--folder=PATH] [--zipkin=URL]"
          + " [--history=DAYS] [--reads] [--profile=FILE]";

  /** As {@code ./parley serve} starts it. */
  private static final List<String> OPTIONS = List.of("-Xmx1536m", "-XX:+UseParallelGC");

  private long spans = 500_000;
  private boolean grpc;
  private Shape shape = Shape.AGENTS;
  private long days = 1;
  private long rate;
  private int inFlight = 16;
  private int batch = 512;
  private String folder = "";
  private String zipkin = "";
  private int history;
  private boolean reads;
  private String profile = "";
  private long lastMillis;

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
      long before = bytes(data);
      boolean whole = load(data);
      System.out.printf(
          Locale.ROOT, "%,d bytes a span on disk%n", (bytes(data) - before) / (spans + ahead()));
      if (history > 0) {
        History.repeat(data, history);
      }
      if (reads) {
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
      Target target = grpc ? new GrpcTarget(address.grpc()) : HttpTarget.otlp(address.http());
      Throughput throughput = load(target);
      boolean whole = tell(grpc ? "OTLP by gRPC" : "OTLP by HTTP", throughput);
      server.said().stream().skip(1).forEach(System.err::println);
      System.out.printf(
          Locale.ROOT,
          "%d MB resident, at most %d MB%n",
          server.megabytes("VmRSS"),
          server.megabytes("VmHWM"));
      return whole;
    }
  }

  /** By a server that is started for it. */
  private void read(Path data) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.serve(data, options(), Map.of())) {
      ServerProcess.Address address = ready(server);
      System.out.printf(Locale.ROOT, "with %,d spans%n", (spans + ahead()) * Math.max(1, history));
      new Reads(address.http(), lastMillis)
          .medians()
          .forEach(
              (question, millis) ->
                  System.out.printf(Locale.ROOT, "%-36s %,8.1f ms%n", question, millis));
      System.out.printf(
          Locale.ROOT,
          "%d MB resident, at most %d MB%n",
          server.megabytes("VmRSS"),
          server.megabytes("VmHWM"));
    }
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
    lastMillis = System.currentTimeMillis();
    long now = lastMillis * 1_000_000;
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
