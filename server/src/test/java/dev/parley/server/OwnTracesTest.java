package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.server.config.ServerConfig;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The server's own traces")
class OwnTracesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String OVERVIEW =
      "/api/v1/parley/overview?from=2025-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";
  private static final String BY_HTTP = "POST /v1/traces";
  private static final String BY_GRPC =
      "POST /opentelemetry.proto.collector.trace.v1.TraceService/Export";

  @TempDir Path folder;

  private record Told(
      String name, String kind, String trace, String id, String parent, String attributes) {}

  @Test
  @DisplayName("requests, commits and queries are spans, below what their caller says")
  void spans() throws Exception {
    Path to = folder.resolve("to");
    try (ParleyServer receiver = ParleyServer.start(ServerConfig.forFolder(to));
        ParleyServer server =
            ParleyServer.start(
                ServerConfig.forFolder(
                    folder.resolve("from"), "--own-traces=" + receiver.httpAddress()))) {
      send(OtlpHttpSpanExporter.builder().setEndpoint(server.httpAddress() + "/v1/traces").build());
      send(OtlpGrpcSpanExporter.builder().setEndpoint(server.grpcAddress()).build());
      assertThat(get(server, OVERVIEW)).isEqualTo(200);
      assertThat(get(server, "/api/v1/parley/traces/" + TRACE)).isEqualTo(404);
    }

    List<Told> spans = told(to);
    Told overview = only(spans, "GET /api/v1/parley/overview");
    assertThat(overview.kind()).isEqualTo("server");
    assertThat(overview.trace()).isEqualTo(TRACE);
    assertThat(overview.parent()).isEqualTo(PARENT);
    assertThat(overview.attributes())
        .contains("\"http.response.status_code\":200", "\"url.path\":\"/api/v1/parley/overview\"");
    assertThat(below(overview, spans, "query"))
        .isNotEmpty()
        .allSatisfy(query -> assertThat(query.attributes()).contains("\"db.query.text\""));
    assertThat(only(spans, "GET /api/v1/parley/traces/:traceId").attributes())
        .contains("\"http.response.status_code\":404");
    for (String way : List.of(BY_HTTP, BY_GRPC)) {
      Told request = only(spans, way);
      assertThat(below(request, spans, "understand")).hasSize(1);
      assertThat(below(request, spans, "commit"))
          .singleElement()
          .satisfies(
              commit -> assertThat(commit.attributes()).contains("\"parley.commit.spans\":1"));
    }
  }

  @Test
  @DisplayName("sent to the server itself they come to an end: receiving them is not traced")
  void toItself() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path elsewhere = folder.resolve("elsewhere");
    ServerConfig config =
        ServerConfig.forFolder(
            elsewhere, "--http-port=" + port, "--own-traces=http://127.0.0.1:" + port);
    try (ParleyServer server = ParleyServer.start(config)) {
      assertThat(get(server, OVERVIEW)).isEqualTo(200);
      // Each look makes spans as well, so what this waits for comes with the next lot at the
      // latest.
      String traces = "/api/v1/parley/traces?from=0&to=4000000000000&spanKind=other";
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> body(server, traces).contains("GET /api/v1/parley/overview"));
    }
    assertThat(told(elsewhere))
        .extracting(Told::name)
        .contains("GET /api/v1/parley/overview")
        .doesNotContain(BY_HTTP, "commit");
  }

  @Test
  @DisplayName("without the setting nothing is recorded; an address that is none is refused")
  void off() throws Exception {
    try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(folder))) {
      assertThat(get(server, OVERVIEW)).isEqualTo(200);
    }
    assertThat(told(folder)).isEmpty();
    assertThatThrownBy(() -> ServerConfig.forFolder(folder, "--own-traces=localhost:4318"))
        .hasMessageContaining("own-traces")
        .hasMessageContaining("http://127.0.0.1:4318");
  }

  private static void send(SpanExporter exporter) {
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      provider.get("test").spanBuilder("chat").startSpan().end();
      assertThat(provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }

  private static int get(ParleyServer server, String path)
      throws IOException, InterruptedException {
    return answer(server, path).statusCode();
  }

  private static String body(ParleyServer server, String path)
      throws IOException, InterruptedException {
    return answer(server, path).body();
  }

  private static HttpResponse<String> answer(ParleyServer server, String path)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(server.httpAddress() + path))
            .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
            .build(),
        BodyHandlers.ofString());
  }

  private static List<Told> told(Path folder) {
    try (DuckDbStore store = DuckDbStore.open(folder, DuckDbOptions.DEFAULT)) {
      return store.read(
          connection -> {
            List<Told> spans = new ArrayList<>();
            try (var statement = connection.createStatement();
                ResultSet row =
                    statement.executeQuery(
                        "SELECT name, otel_kind, replace(trace_id::VARCHAR, '-', ''),"
                            + " printf('%016x', span_id), printf('%016x', parent_span_id),"
                            + " attributes FROM spans WHERE service = 'parley'")) {
              while (row.next()) {
                spans.add(
                    new Told(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)));
              }
            }
            return spans;
          });
    }
  }

  private static Told only(List<Told> spans, String name) {
    assertThat(spans).filteredOn(span -> span.name().equals(name)).hasSize(1);
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Told> below(Told parent, List<Told> spans, String name) {
    return spans.stream()
        .filter(span -> span.name().equals(name))
        .filter(span -> span.trace().equals(parent.trace()) && parent.id().equals(span.parent()))
        .toList();
  }
}
