package dev.parley.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private int run(String... arguments) {
    return new Doctor(
            PRICES,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(List.of(arguments));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String traces(String... spans) {
    return """
    {"resourceSpans":[{"resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"shop"}}]},
      "scopeSpans":[{"scope":{"name":"some.scope"},"spans":[%s]}]}]}
    """
        .formatted(String.join(",", spans));
  }

  private static String span(int number, String... attributes) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < attributes.length; i += 2) {
      all.append(i == 0 ? "" : ",")
          .append("{\"key\":\"%s\",\"value\":{%s}}".formatted(attributes[i], attributes[i + 1]));
    }
    return """
    {"traceId":"0000000000000000000000000000000%d","spanId":"000000000000000%d",
     "name":"chat","startTimeUnixNano":"1700000000000000000",
     "endTimeUnixNano":"1700000001000000000","attributes":[%s]}
    """
        .formatted(number, number, all);
  }

  private static String text(String value) {
    return "\"stringValue\":\"" + value + "\"";
  }

  private static String full(int number) {
    return span(
        number,
        "gen_ai.operation.name",
        text("chat"),
        "gen_ai.request.model",
        text("gpt-4o"),
        "gen_ai.usage.input_tokens",
        "\"intValue\":\"10\"",
        "gen_ai.usage.output_tokens",
        "\"intValue\":\"5\"",
        "gen_ai.conversation.id",
        text("c-1"),
        "user.id",
        text("u-1"),
        "gen_ai.output.messages",
        text("Hello"));
  }

  @Test
  @DisplayName("A call with everything lacks nothing")
  void complete() throws IOException {
    Path file = Files.writeString(folder.resolve("full.json"), traces(full(1)));

    assertThat(run(file.toString())).isZero();
    assertThat(said())
        .contains("shop · some.scope · semconv", "1 spans, 1 of GenAI, 1 calls")
        .contains("Nothing is missing.")
        .doesNotContain("✗");
  }

  @Test
  @DisplayName("A call with nothing is told what it lacks, and how it is sent")
  void bare() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("bare.json"),
            traces(
                span(
                    1,
                    "gen_ai.operation.name",
                    text("chat"),
                    "gen_ai.request.model",
                    text("gpt-4o")),
                span(
                    2,
                    "gen_ai.operation.name",
                    text("chat"),
                    "gen_ai.request.model",
                    text("no-such-model"),
                    "gen_ai.usage.input_tokens",
                    "\"intValue\":\"10\"")));

    assertThat(run(file.toString())).isZero();
    assertThat(said())
        .contains("1 of 2 calls report no tokens", "include_usage")
        .contains("1 of 2 calls are of model no-such-model, which has no price")
        .contains(
            "all 2 calls say nothing of what was said",
            "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true")
        .contains("all 2 calls belong to no conversation", "gen_ai.conversation.id")
        .contains("no call names a user")
        .doesNotContain("Nothing is missing");
  }

  @Test
  @DisplayName("Lines of the Collector's file exporter are read, of every signal, also from gzip")
  void lines() throws IOException {
    String metrics =
        """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"gen_ai.client.token.usage",
         "sum":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":"1700000000000000000",
         "asInt":"5"}]}}]}]}]}
        """
            .replace("\n", "");
    String logs =
        """
        {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1700000000000000000",
         "eventName":"gen_ai.choice","body":{"stringValue":"x"}}]}]}]}
        """
            .replace("\n", "");
    Path file = folder.resolve("all.jsonl.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(
          (traces(full(1)).replace("\n", "") + "\n" + logs + "\n" + metrics + "\n")
              .getBytes(StandardCharsets.UTF_8));
    }

    assertThat(run(file.toString())).isZero();
    assertThat(said())
        .contains("1  gen_ai.choice", "1  gen_ai.client.token.usage")
        .contains("metrics of delta temporality: gen_ai.client.token.usage")
        .contains("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative");
  }

  @Test
  @DisplayName("A user on the root and content in log records are not missing from the call")
  void toldElsewhere() throws IOException {
    String root =
        span(2, "user.id", text("u-1")).replaceFirst("traceId\":\"(0+)2\"", "traceId\":\"$11\"");
    String call =
        span(
            1,
            "gen_ai.operation.name",
            text("chat"),
            "gen_ai.request.model",
            text("gpt-4o"),
            "gen_ai.usage.input_tokens",
            "\"intValue\":\"10\"",
            "gen_ai.usage.output_tokens",
            "\"intValue\":\"5\"",
            "gen_ai.conversation.id",
            text("c-1"));
    String logs =
        """
        {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1700000000000000000",
         "traceId":"00000000000000000000000000000001","spanId":"0000000000000001",
         "eventName":"gen_ai.user.message","body":{"kvlistValue":{"values":[
           {"key":"content","value":{"stringValue":"Where is it?"}}]}}}]}]}]}
        """
            .replace("\n", "");
    Path file =
        Files.writeString(
            folder.resolve("both.jsonl"),
            traces(root, call).replace("\n", "") + "\n" + logs + "\n");

    assertThat(run(file.toString())).isZero();
    assertThat(said()).contains("Nothing is missing.").doesNotContain("✗");
  }

  @Test
  @DisplayName("What is no OTLP is named, with what was expected")
  void notOtlp() throws IOException {
    Path json = Files.writeString(folder.resolve("a.json"), "{\"spans\":[]}");
    Path bytes = Files.writeString(folder.resolve("b.bin"), "hello");

    assertThat(run(json.toString())).isEqualTo(66);
    assertThat(run(bytes.toString())).isEqualTo(66);
    assertThat(run(folder.resolve("none.json").toString())).isEqualTo(66);
    assertThat(run()).isEqualTo(64);
    assertThat(run("--live", "--hours=1")).isEqualTo(64);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("a.json: request 1 (expected: an object with \"resourceSpans\"")
        .contains("b.bin: neither JSON nor a protobuf request of OTLP")
        .contains("none.json")
        .contains("\"--hours=1\" (expected: --live, --seconds=N");
  }

  @Test
  @DisplayName("Live, it receives what an exporter sends and tells what that lacks")
  void live() throws Exception {
    int grpc = freePort();
    int http = freePort();
    CompletableFuture<Integer> running =
        CompletableFuture.supplyAsync(
            () -> run("--live", "--seconds=5", "--grpc-port=" + grpc, "--http-port=" + http));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> said().contains("Listening"));
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(
                SimpleSpanProcessor.create(
                    OtlpHttpSpanExporter.builder()
                        .setEndpoint("http://127.0.0.1:" + http + "/v1/traces")
                        .build()))
            .build()) {
      provider
          .get("my.scope")
          .spanBuilder("chat")
          .setAttribute("gen_ai.operation.name", "chat")
          .startSpan()
          .end();
    }

    assertThat(running.get(2, TimeUnit.MINUTES)).isZero();
    assertThat(said()).contains("my.scope", "all 1 calls name no model");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
