package dev.parley.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server of Parley's in a process of its own, on free ports. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Parley is ready: (http://\\S+) \\(OTLP there and on ([^;]+);.*");

  private final Process process;
  private final String httpAddress;
  private final String grpcAddress;
  private final long readyNanos;

  private ServerProcess(Process process, String httpAddress, String grpcAddress, long readyNanos) {
    this.process = process;
    this.httpAddress = httpAddress;
    this.grpcAddress = grpcAddress;
    this.readyNanos = readyNanos;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @throws IllegalStateException if it ends before; its words are in the message
   */
  static ServerProcess start(Path dataFolder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            "dev.parley.server.Main",
            "--data=" + dataFolder,
            "--http-port=0",
            "--grpc-port=0",
            "--log-level=warn"));
    long start = System.nanoTime();
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader said = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        Matcher ready = READY.matcher(line);
        if (ready.matches()) {
          return new ServerProcess(
              process, ready.group(1), "http://" + ready.group(2), System.nanoTime() - start);
        }
      }
      throw new IllegalStateException("the server ended before it was ready; its words are above");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Address of the API and of OTLP by HTTP, such as {@code http://127.0.0.1:4318}. */
  String httpAddress() {
    return httpAddress;
  }

  String grpcAddress() {
    return grpcAddress;
  }

  /** From the start of the process until it said that it is ready. */
  long readyNanos() {
    return readyNanos;
  }

  /**
   * A line of Linux's account of the process such as {@code VmRSS}, in MB; -1 where there is none.
   */
  long megabytes(String line) {
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

  /** Bytes of all files of a folder. */
  static long bytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end, and waits. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
