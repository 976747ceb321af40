package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.server.config.ServerConfig;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a real server. */
class PrometheusTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private int spans;

  @Test
  @DisplayName("AM-16, AM-17: a real Prometheus counts what Overview does, across a restart")
  void sameAsOverview() throws Exception {
    int port = freePort();
    int prometheusPort = freePort();
    ServerConfig config =
        ServerConfig.forFolder(folder.resolve("data"), "--http-port=" + port, "--log-level=error");
    Process prometheus = null;
    try {
      try (ParleyServer server = ParleyServer.start(config)) {
        send(server, call("gpt-4o", 1000, 500, null), call("gpt-4o", 20, 7, "timeout"));
        send(server, call("claude \"x\\y\"", 30, 9, null));
        prometheus = prometheus(port, prometheusPort);
        awaitSame(server, prometheusPort);
        assertThat(tokens(prometheusPort)).containsEntry("gpt-4o", 1527.0);
        assertThat(
                query(
                    prometheusPort,
                    "sum by (gen_ai_token_type)"
                        + " (gen_ai_client_token_usage_total{gen_ai_request_model=\"gpt-4o\"})",
                    "gen_ai_token_type"))
            .containsExactly(Map.entry("input", 1020.0), Map.entry("output", 507.0));
        assertThat(
                query(
                    prometheusPort,
                    "sum by (error_type)"
                        + " (gen_ai_client_operation_duration_seconds_count{error_type!=\"\"})",
                    "error_type"))
            .containsExactly(Map.entry("timeout", 1.0));
        assertThat(
                query(
                    prometheusPort,
                    "histogram_quantile(0.5, sum by (le)"
                        + " (gen_ai_client_operation_duration_seconds_bucket))",
                    ""))
            .hasEntrySatisfying("", median -> assertThat(median).isBetween(0.64, 1.28));
        checkedByPromtool(server);
      }
      try (ParleyServer server = ParleyServer.start(config)) {
        send(server, call("gpt-4o", 5, 5, null));
        awaitSame(server, prometheusPort);
        assertThat(
                query(
                    prometheusPort,
                    "sum(resets({__name__=~\"gen_ai_client_token_usage_total"
                        + "|gen_ai_client_operation_duration_seconds_count\"}[10m]))",
                    ""))
            .containsExactly(Map.entry("", 0.0));
      }
    } finally {
      if (prometheus != null) {
        prometheus.destroy();
        prometheus.waitFor(10, TimeUnit.SECONDS);
        prometheus.destroyForcibly();
      }
    }
  }

  @Test
  @DisplayName("/metrics can be switched off, and answers only known hosts")
  void guarded() throws Exception {
    try (ParleyServer server =
        ParleyServer.start(ServerConfig.forFolder(folder.resolve("on"), "--log-level=error"))) {
      assertThat(get(server.httpAddress() + "/metrics").headers().firstValue("content-type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      HttpResponse<String> open =
          client.send(
              HttpRequest.newBuilder(URI.create(server.httpAddress() + "/metrics"))
                  .header("Accept", "application/openmetrics-text;version=1.0.0")
                  .header("Origin", "http://elsewhere.example")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(open.statusCode()).isEqualTo(403);
    }
    try (ParleyServer server =
        ParleyServer.start(
            ServerConfig.forFolder(
                folder.resolve("off"), "--metrics=false", "--log-level=error"))) {
      assertThat(get(server.httpAddress() + "/metrics").statusCode()).isEqualTo(404);
    }
  }

  private void awaitSame(ParleyServer server, int prometheusPort) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              Map<String, Double> tokens = new TreeMap<>();
              Map<String, Double> calls = new TreeMap<>();
              String range = "?from=2025-01-01T00:00:00Z&to=2200-01-01T00:00:00Z";
              JsonNode overview =
                  JSON.readTree(
                      get(server.httpAddress() + "/api/v1/parley/overview" + range).body());
              for (JsonNode model : overview.path("models")) {
                String name = model.path("model").textValue();
                tokens.put(
                    name,
                    model.path("inputTokens").doubleValue()
                        + model.path("outputTokens").doubleValue());
                calls.put(name, model.path("calls").doubleValue());
              }
              assertThat(tokens).hasSize(2);
              assertThat(tokens(prometheusPort)).isEqualTo(tokens);
              assertThat(
                      query(
                          prometheusPort,
                          "sum by (gen_ai_request_model)"
                              + " (gen_ai_client_operation_duration_seconds_count)",
                          "gen_ai_request_model"))
                  .isEqualTo(calls);
            });
  }

  private Map<String, Double> tokens(int prometheusPort) throws Exception {
    return query(
        prometheusPort,
        "sum by (gen_ai_request_model) (gen_ai_client_token_usage_total)",
        "gen_ai_request_model");
  }

  /** Values by a label; empty while Prometheus does not answer yet. */
  private Map<String, Double> query(int port, String promql, String label) throws Exception {
    Map<String, Double> values = new TreeMap<>();
    try {
      HttpResponse<String> response =
          get(
              "http://127.0.0.1:"
                  + port
                  + "/api/v1/query?query="
                  + URLEncoder.encode(promql, StandardCharsets.UTF_8));
      for (JsonNode row : JSON.readTree(response.body()).at("/data/result")) {
        values.put(
            row.path("metric").path(label).asText(""),
            Double.parseDouble(row.path("value").path(1).textValue()));
      }
    } catch (IOException e) {
      // Not up yet.
    }
    return values;
  }

  private void checkedByPromtool(ParleyServer server) throws Exception {
    String text = get(server.httpAddress() + "/metrics").body();
    Process promtool =
        new ProcessBuilder(binary("promtool"), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var in = promtool.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(said).isNotEqualTo(1);
    assertThat(said).doesNotContain("error");
  }

  private Process prometheus(int target, int port) throws IOException {
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global:
          scrape_interval: 1s
        scrape_configs:
          - job_name: parley
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
            .formatted(target));
    return new ProcessBuilder(
            binary("prometheus"),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  /** {@code PARLEY_PROMETHEUS} may name the folder of Prometheus's programs. */
  private static String binary(String name) {
    List<String> places = new ArrayList<>();
    String own = System.getenv("PARLEY_PROMETHEUS");
    if (own != null) {
      places.add(own);
    }
    places.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
    for (String place : places) {
      Path file = Path.of(place, name);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    throw new AssertionError(
        name
            + " is missing, which proves /metrics: install it (Debian: apt-get install prometheus),"
            + " or set PARLEY_PROMETHEUS to the folder of prometheus and promtool");
  }

  private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private void send(ParleyServer server, String... calls) throws Exception {
    String body =
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":["
            + text("service.name", "shop")
            + "]},\"scopeSpans\":[{\"scope\":{\"name\":\"test\"},\"spans\":["
            + String.join(",", calls)
            + "]}]}]}";
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(server.httpAddress() + "/v1/traces"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private String call(String model, long input, long output, String error) throws IOException {
    spans++;
    long start = 1_767_225_600_000_000_000L + spans;
    String attributes =
        String.join(
            ",",
            text("gen_ai.operation.name", "chat"),
            text("gen_ai.provider.name", "openai"),
            text("gen_ai.request.model", model),
            number("gen_ai.usage.input_tokens", input),
            number("gen_ai.usage.output_tokens", output));
    if (error != null) {
      attributes += "," + text("error.type", error);
    }
    return "{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"name\":\"chat\",\"kind\":3,\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\",\"status\":{\"code\":%d},\"attributes\":[%s]}"
        .formatted(spans, spans, start, start + 1_000_000_000L, error == null ? 0 : 2, attributes);
  }

  private static String text(String key, String value) throws IOException {
    return "{\"key\":\""
        + key
        + "\",\"value\":{\"stringValue\":"
        + JSON.writeValueAsString(value)
        + "}}";
  }

  private static String number(String key, long value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"intValue\":\"" + value + "\"}}";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
