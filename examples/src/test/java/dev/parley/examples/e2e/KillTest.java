package dev.parley.examples.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.server.Main;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server process that is killed in the middle of its work. */
class KillTest {
  private static final Pattern READY =
      Pattern.compile("Parley is ready: (http://\\S+) \\(OTLP there and on (\\S+);.*");
  private static final int BATCHES = 40;
  private static final int SPANS = 25;

  @Test
  @DisplayName(
      "After SIGKILL and a restart every acknowledged span is there, and sending all again adds"
          + " none")
  void killed(@TempDir Path folder) throws Exception {
    List<List<SpanData>> batches = batches();
    int acknowledged = 0;
    Server first = Server.start(folder);
    SpanExporter exporter = first.exporter();
    try {
      for (List<SpanData> batch : batches) {
        List<CompletableResultCode> both = List.of(exporter.export(batch), exporter.export(batch));
        for (CompletableResultCode result : both) {
          assertThat(result.join(90, TimeUnit.SECONDS).isSuccess()).isTrue();
        }
        acknowledged += batch.size();
      }
      // Batches that nobody waits for are under way when the process dies.
      for (List<SpanData> batch : batches()) {
        exporter.export(batch);
      }
    } finally {
      first.process().destroyForcibly();
      first.process().waitFor();
      exporter.shutdown().join(90, TimeUnit.SECONDS);
    }

    Server second = Server.start(folder);
    SpanExporter again = second.exporter();
    try {
      for (List<SpanData> batch : batches) {
        for (SpanData span : List.of(batch.get(0), batch.get(SPANS - 1))) {
          assertThat(second.status("traces/" + span.getTraceId() + "/spans/" + span.getSpanId()))
              .isEqualTo(200);
        }
      }
      long stored = second.spans();
      assertThat(stored).isGreaterThanOrEqualTo(acknowledged);
      for (List<SpanData> batch : batches) {
        assertThat(again.export(batch).join(90, TimeUnit.SECONDS).isSuccess()).isTrue();
      }
      assertThat(second.spans()).isEqualTo(stored);
    } finally {
      second.process().destroyForcibly();
      again.shutdown().join(90, TimeUnit.SECONDS);
    }
  }

  private static List<List<SpanData>> batches() {
    List<List<SpanData>> batches = new ArrayList<>();
    InMemorySpanExporter memory = InMemorySpanExporter.create();
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(memory)).build()) {
      Tracer tracer = provider.get("kill");
      for (int batch = 0; batch < BATCHES; batch++) {
        for (int span = 0; span < SPANS; span++) {
          tracer
              .spanBuilder("chat gpt-4o")
              .setAttribute("gen_ai.operation.name", "chat")
              .setAttribute("gen_ai.request.model", "gpt-4o")
              .setAttribute(
                  "gen_ai.input.messages",
                  "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\""
                      + batch
                      + "/"
                      + span
                      + "\"}]}]")
              .startSpan()
              .end();
        }
        batches.add(List.copyOf(memory.getFinishedSpanItems()));
        memory.reset();
      }
    }
    return batches;
  }

  /** A server in a process of its own. */
  private record Server(Process process, String http, String grpc) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    static Server start(Path folder) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "--data=" + folder.resolve("data"),
                  "--grpc-port=0",
                  "--http-port=0")
              .redirectErrorStream(true)
              .start();
      BufferedReader output =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
      StringBuilder said = new StringBuilder();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher ready = READY.matcher(line);
        if (ready.matches()) {
          return new Server(process, ready.group(1), "http://" + ready.group(2));
        }
        said.append(line).append('\n');
      }
      throw new AssertionError("The server ended before it was ready:\n" + said);
    }

    SpanExporter exporter() {
      // Ten seconds, the default, are too few where the machine does other work.
      return OtlpGrpcSpanExporter.builder()
          .setEndpoint(grpc)
          .setTimeout(90, TimeUnit.SECONDS)
          .build();
    }

    long spans() throws IOException, InterruptedException {
      return new ObjectMapper().readTree(get("status").body()).path("spans").asLong();
    }

    int status(String path) throws IOException, InterruptedException {
      return get(path).statusCode();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
      return CLIENT.send(
          HttpRequest.newBuilder(URI.create(http + "/api/v1/parley/" + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
