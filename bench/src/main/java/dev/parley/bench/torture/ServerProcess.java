package dev.parley.bench.torture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server under test, or one of its commands, in a process of its own. */
final class ServerProcess {
  static final int KILLED = 128 + 9;
  static final int TERMINATED = 128 + 15;
  private static final Pattern READY =
      Pattern.compile("Parley is ready: (http://\\S+) \\(OTLP there and on ([^;]+);.*");

  private final Process process;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<Address> ready = new CompletableFuture<>();
  private final Thread reader;

  /** Where it answers: HTTP and gRPC. */
  record Address(String http, String grpc) {}

  private ServerProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "torture-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a server on a folder; each {@code log} megabytes of its log make a checkpoint. */
  static ServerProcess serve(Path data, int log, Map<String, String> environment)
      throws IOException {
    return start(
        // It rarely lives long enough for the second compiler to pay.
        List.of("-Dparley.store.log-mb=" + log, "-Xmx512m", "-XX:TieredStopAtLevel=1"),
        environment,
        "--data=" + data,
        "--grpc-port=0",
        "--http-port=0");
  }

  static ServerProcess start(List<String> jvm, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("dev.parley.server.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_SERVER_"));
    builder.environment().putAll(environment);
    return new ServerProcess(builder.start());
  }

  /** Waits until it answers; null when it ended instead. */
  @org.jspecify.annotations.Nullable
  Address awaitReady() throws InterruptedException {
    try {
      return ready.get(300, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return null;
    } catch (TimeoutException e) {
      throw new IllegalStateException("the server neither answers nor ends; it said " + said(), e);
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    reader.join();
  }

  /** Kills it without waiting for its end. */
  void killAtOnce() {
    process.destroyForcibly();
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end; -1 when it does not come. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      return -1;
    }
    reader.join();
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All that it wrote so far. */
  List<String> said() {
    synchronized (said) {
      return List.copyOf(said);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        Matcher matcher = READY.matcher(line);
        if (matcher.matches()) {
          ready.complete(new Address(matcher.group(1), matcher.group(2)));
        }
      }
    } catch (IOException e) {
      said.add("(its output broke off: " + e + ")");
    }
    ready.completeExceptionally(new IOException("the process ended"));
  }
}
