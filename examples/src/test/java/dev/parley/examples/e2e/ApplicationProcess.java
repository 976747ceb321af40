package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An {@link Application} that runs, as a process of its own. */
final class ApplicationProcess implements AutoCloseable {
  private static final Pattern PORT =
      Pattern.compile("(?:Tomcat started|Listening) on port (\\d+)");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final Process process;
  private final Thread reader;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  private ApplicationProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "reads an application");
    reader.start();
  }

  /** Starts one by its command, with no more of the surroundings' settings than these. */
  static ApplicationProcess start(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What the surroundings set up must not lead the process elsewhere.
    builder.environment().keySet().removeIf(key -> key.matches("(OTEL|PARLEY|SPRING|OPENAI)_.*"));
    builder.environment().putAll(environment);
    return new ApplicationProcess(builder.start());
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

  /** Posts a text, within a trace of the caller's, and gives the answer's. */
  CompletableFuture<String> post(String path, String text, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port.join() + path))
            .header("Content-Type", "text/plain")
            .header("traceparent", "00-" + newTrace() + "-b7ad6b7169203331-01")
            .POST(HttpRequest.BodyPublishers.ofString(text));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(
            answer -> {
              assertThat(answer.statusCode()).as(answer.body() + said()).isEqualTo(200);
              return answer.body();
            });
  }

  private static String newTrace() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /** Ends it as a platform does, and gives all that it has printed. */
  String end() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    reader.join();
    return said();
  }

  /** Waits until it has ended by itself, and gives all that it has printed. */
  String ended() throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(said()).isTrue();
    reader.join();
    assertThat(process.exitValue()).as(said()).isZero();
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
