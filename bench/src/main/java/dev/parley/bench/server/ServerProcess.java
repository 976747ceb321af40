package dev.parley.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.jspecify.annotations.Nullable;

/** A server, or one of its commands, in a process of its own. */
public final class ServerProcess implements AutoCloseable {
  /** The exit code after SIGTERM. */
  public static final int TERMINATED = 128 + 15;

  private static final Pattern READY =
      Pattern.compile("Parley is ready: (http://\\S+) \\(OTLP there and on ([^;]+);.*");

  private final Process process;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<Address> ready = new CompletableFuture<>();
  private final Thread reader;

  /** Where it answers: HTTP, the API among it, and gRPC; such as {@code http://127.0.0.1:4318}. */
  public record Address(String http, String grpc) {}

  private ServerProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "server-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a server on free ports.
   *
   * @param jvm options of its own
   */
  public static ServerProcess serve(Path data, List<String> jvm, Map<String, String> environment)
      throws IOException {
    return start(jvm, environment, "--data=" + data, "--grpc-port=0", "--http-port=0");
  }

  /** Starts the server's program; what is set for another one does not reach it. */
  public static ServerProcess start(
      List<String> jvm, Map<String, String> environment, String... arguments) throws IOException {
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
  public @Nullable Address awaitReady() throws InterruptedException {
    try {
      return ready.get(300, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return null;
    } catch (TimeoutException e) {
      throw new IllegalStateException("the server neither answers nor ends; it said " + said(), e);
    }
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    reader.join();
  }

  /** Kills it without waiting for its end. */
  public void killAtOnce() {
    process.destroyForcibly();
  }

  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end; -1 when it does not come. */
  public int awaitEnd() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      return -1;
    }
    reader.join();
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All that it wrote so far. */
  public List<String> said() {
    synchronized (said) {
      return List.copyOf(said);
    }
  }

  /**
   * A line of Linux's account of the process such as {@code VmRSS}, in MB; -1 where there is none.
   */
  public long megabytes(String line) {
    try {
      for (String status : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (status.startsWith(line + ":")) {
          return Long.parseLong(status.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return -1;
    }
    return -1;
  }

  /** Processor time that it took so far. */
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Bytes that it had written to disks so far, by Linux's account; -1 where there is none. */
  public long writtenBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/io"))) {
        if (line.startsWith("write_bytes:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      return -1;
    }
    return -1;
  }

  /** Asks it to end, and waits; one that does not is killed. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (awaitEnd() < 0) {
        kill();
      }
    } catch (InterruptedException e) {
      killAtOnce();
      Thread.currentThread().interrupt();
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
          ready.complete(new Address(matcher.group(1), "http://" + matcher.group(2)));
        }
      }
    } catch (IOException e) {
      said.add("(its output broke off: " + e + ")");
    }
    ready.completeExceptionally(new IOException("the process ended"));
  }
}
