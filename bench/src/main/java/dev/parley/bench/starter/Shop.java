package dev.parley.bench.starter;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** The example of Spring AI as a process of its own, with the starter or without any of Parley. */
final class Shop implements AutoCloseable {
  private static final String MAIN = "dev.parley.examples.springai.Shop";
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final String STARTED = "Started Shop in ";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CompletableFuture<Duration> started = new CompletableFuture<>();
  private final long begun = System.nanoTime();
  private final Process process;
  private @Nullable JMXConnector management;

  /** What of Parley the application has. */
  enum Variant {
    /** Its tracing alone, which Spring Boot exports. */
    WITHOUT,
    STARTER,
    /** And what is said. */
    CONTENT
  }

  /**
   * Starts it.
   *
   * @param module the folder of the example, built
   */
  Shop(Variant variant, Path module, Surroundings surroundings) throws IOException {
    String address = surroundings.address();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(classPath(module.resolve("target"), variant != Variant.WITHOUT));
    command.add(MAIN);
    command.add("--server.port=0");
    command.add("--spring.ai.openai.api-key=none");
    command.add("--spring.ai.openai.base-url=" + address + "/v1");
    if (variant == Variant.WITHOUT) {
      command.add(
          "--management.opentelemetry.tracing.export.otlp.endpoint=" + address + "/v1/traces");
    } else {
      command.add("--parley.endpoint=" + address);
      command.add("--parley.prices=gpt-4o=2.50/10.00");
      command.add("--parley.content.capture=" + (variant == Variant.CONTENT));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.matches("(OTEL|PARLEY|SPRING|OPENAI)_.*"));
    this.process = builder.start();
    Thread reader = new Thread(this::read, "reads an application");
    reader.setDaemon(true);
    reader.start();
  }

  private static String classPath(Path target, boolean parley) throws IOException {
    List<String> parts = new ArrayList<>(List.of(target.resolve("classes").toString()));
    String others = Files.readString(target.resolve("class-path")).strip();
    for (String part : others.split(File.pathSeparator, -1)) {
      if (parley || !isParleys(Path.of(part))) {
        parts.add(part);
      }
    }
    return String.join(File.pathSeparator, parts);
  }

  private static boolean isParleys(Path part) throws IOException {
    if (Files.isDirectory(part)) {
      return Files.exists(part.resolve("dev/parley"));
    }
    try (JarFile jar = new JarFile(part.toFile())) {
      return jar.stream().anyMatch(entry -> entry.getName().startsWith("dev/parley/"));
    }
  }

  /** From the start of the process until the application says that it has started. */
  Duration startTime() throws InterruptedException {
    try {
      return started.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Asks a question in a conversation of its own, and waits for the answer. */
  void ask(String conversation) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://localhost:" + port.join() + "/chat?conversation=" + conversation))
                .header("Content-Type", "text/plain")
                .header("X-User", "u-1")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "I returned two desk lamps two weeks ago (orders 470 and 471) and I still"
                            + " haven't seen the refunds. What is going on?"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200 || !answer.body().startsWith("I found both orders")) {
      throw new IllegalStateException(
          "the application answered "
              + answer.statusCode()
              + ": "
              + answer.body()
              + "\n"
              + String.join("\n", said));
    }
  }

  /** What its threads that live have allocated so far, in bytes. */
  long allocated() throws IOException {
    ThreadMXBean threads =
        ManagementFactory.newPlatformMXBeanProxy(
            management(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
        // A thread may have ended since its id was told.
        .filter(bytes -> bytes > 0)
        .sum();
  }

  // What it connects to is the process that this has started.
  @SuppressWarnings("BanJNDI")
  private MBeanServerConnection management() throws IOException {
    JMXConnector connected = management;
    if (connected == null) {
      try {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
        try {
          connected =
              JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
          machine.detach();
        }
      } catch (AttachNotSupportedException e) {
        throw new IOException("the application's JVM cannot be attached to", e);
      }
      management = connected;
    }
    return connected.getMBeanServerConnection();
  }

  /** Processor time that it took so far. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        Matcher listens = PORT.matcher(line);
        if (listens.find()) {
          port.complete(Integer.valueOf(listens.group(1)));
        }
        if (line.contains(STARTED)) {
          started.complete(Duration.ofNanos(System.nanoTime() - begun));
        }
      }
    } catch (IOException ended) {
      // With the process.
    }
    IllegalStateException ended =
        new IllegalStateException("the application ended:\n" + String.join("\n", said));
    port.completeExceptionally(ended);
    started.completeExceptionally(ended);
  }

  @Override
  public void close() throws IOException {
    JMXConnector connected = management;
    if (connected != null) {
      connected.close();
    }
    process.destroyForcibly().onExit().join();
  }
}
