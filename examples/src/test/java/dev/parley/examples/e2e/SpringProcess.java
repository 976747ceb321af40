package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the Spring applications, as a process with a class path of its own. */
final class SpringProcess implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final Process process;
  private final Thread reader;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  private SpringProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "reads a Spring application");
    reader.start();
  }

  static SpringProcess start(
      String module, String main, String parley, String provider, String... arguments)
      throws IOException {
    // The tests run in the folder of the examples.
    Path target = Path.of(module, "target").toAbsolutePath();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                target.resolve("classes")
                    + ":"
                    + Files.readString(target.resolve("class-path")).strip(),
                main,
                "--server.port=0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What the surroundings set up must not lead the process elsewhere.
    builder.environment().keySet().removeIf(key -> key.matches("(OTEL|PARLEY|SPRING|OPENAI)_.*"));
    builder.environment().put("PARLEY_ENDPOINT", parley);
    builder.environment().put("OPENAI_BASE_URL", provider);
    builder.environment().put("OPENAI_API_KEY", "none");
    return new SpringProcess(builder.start());
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        Matcher started = PORT.matcher(line);
        if (started.find()) {
          port.complete(Integer.valueOf(started.group(1)));
        }
      }
    } catch (IOException ended) {
      // With the process.
    }
    port.completeExceptionally(new IllegalStateException("It did not start:\n" + said()));
  }

  /** Posts a text, and gives the answer's. */
  CompletableFuture<String> post(String path, String text, String... headers) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port.join() + path))
            .headers(headers)
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(
            answer -> {
              assertThat(answer.statusCode()).as(answer.body() + said()).isEqualTo(200);
              return answer.body();
            });
  }

  /** Ends it as a platform does, and gives all that it has printed. */
  String end() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    reader.join();
    return said();
  }

  private String said() {
    return String.join("\n", said);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
