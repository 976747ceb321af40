package dev.parley.server.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.parley.server.ParleyServer;
import dev.parley.server.auth.KeyFile;
import dev.parley.server.auth.Keys;
import dev.parley.server.auth.Right;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in every place of every signal, by every way in, against a whole server. */
@DisplayName("Redaction at ingest")
class RedactionAtIngestTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long T = 1_772_359_200_000_000_000L;
  private static final String KEY = "(?:[A-Z0-9]{4}-){2}[A-Z0-9]{4}";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  /** What was put into the requests; each stands in one place alone. */
  private final Set<String> secrets = new TreeSet<>();

  private String key = "";
  private int number;

  /** An address of its own, which compression leaves whole: nothing else has its characters. */
  private String secret() {
    number++;
    String secret =
        "q%dz%dx@k%d%s.example"
            .formatted(
                number * 7919, number * 104_729, number, "jvwqzxkyfghb".substring(number % 9));
    secrets.add(secret);
    return secret;
  }

  private String value() {
    return "{\"stringValue\":\"of " + secret() + " said\"}";
  }

  /** A value of each sort: a text, bytes, a list, a map with a secret as key, JSON as text. */
  private String attributes() {
    String bytes = java.util.Base64.getEncoder().encodeToString(("b " + secret()).getBytes(UTF_8));
    return """
    {"key":"a.text","value":%s},
    {"key":"a.bytes","value":{"bytesValue":"%s"}},
    {"key":"a.list","value":{"arrayValue":{"values":[%s,{"intValue":"4111111111111111"}]}}},
    {"key":"a.map","value":{"kvlistValue":{"values":[{"key":"%s","value":%s}]}}},
    {"key":"a.json","value":{"stringValue":"{\\"x\\":[\\"%s\\"]}"}}\
    """
        .formatted(value(), bytes, value(), secret(), value(), secret());
  }

  private String resource() {
    return "\"resource\":{\"attributes\":[" + attributes() + "]}";
  }

  private String scope() {
    return "\"scope\":{\"name\":\"" + secret() + "\",\"attributes\":[" + attributes() + "]}";
  }

  private String traces(int span) {
    return """
    {"resourceSpans":[{%s,"scopeSpans":[{%s,"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",
    "spanId":"eee19b7ec3c1b17%d","name":"chat %s","traceState":"v=%s","startTimeUnixNano":"%d",
    "endTimeUnixNano":"%d","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
    {"key":"gen_ai.conversation.id","value":%s},{"key":"user.id","value":%s},
    {"key":"gen_ai.input.messages","value":{"stringValue":
    "[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"%s\\"}]}]"}},%s],
    "events":[{"name":"e %s","timeUnixNano":"%d","attributes":[%s]}],
    "links":[{"traceId":"5b8efff798038103d269b633813fc60d","spanId":"eee19b7ec3c1b174",
    "attributes":[%s]}],"status":{"code":2,"message":"%s"}}]}]}]}\
    """
        .formatted(
            resource(),
            scope(),
            span,
            secret(),
            secret(),
            T,
            T + 5,
            value(),
            value(),
            secret(),
            attributes(),
            secret(),
            T,
            attributes(),
            attributes(),
            secret());
  }

  private String logs(int record) {
    return """
    {"resourceLogs":[{%s,"scopeLogs":[{%s,"logRecords":[{"timeUnixNano":"%d",
    "severityText":"%s","eventName":"%s","body":{"kvlistValue":{"values":[
    {"key":"k","value":%s}]}},"attributes":[%s]}]}]}]}\
    """
        .formatted(resource(), scope(), T + record, secret(), secret(), value(), attributes());
  }

  private String metrics(int point) {
    return """
    {"resourceMetrics":[{%s,"scopeMetrics":[{%s,"metrics":[{"name":"m@kept.example","unit":"1",
    "description":"%s","sum":{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[{
    "startTimeUnixNano":"%d","timeUnixNano":"%d","asInt":"4111111111111111","attributes":[%s],
    "exemplars":[{"timeUnixNano":"%d","asInt":"1","filteredAttributes":[%s]}]}]}}]}]}]}\
    """
        .formatted(resource(), scope(), secret(), T, T + point, attributes(), T, attributes());
  }

  /** Sends all of it. */
  private void sendAll(ParleyServer server) throws Exception {
    post(server, "/v1/traces", "application/json", traces(1).getBytes(UTF_8));
    post(server, "/v1/logs", "application/json", logs(1).getBytes(UTF_8));
    post(server, "/v1/metrics", "application/json", metrics(1).getBytes(UTF_8));
    List<Message> requests = requests(2);
    post(server, "/v1/traces", "application/x-protobuf", requests.get(0).toByteArray());
    post(server, "/v1/logs", "application/x-protobuf", requests.get(1).toByteArray());
    post(server, "/v1/metrics", "application/x-protobuf", requests.get(2).toByteArray());
    String grpc = "gproto+" + server.grpcAddress();
    requests = requests(3);
    var traces = client(grpc, TraceServiceGrpc.TraceServiceBlockingStub.class);
    assertThat(traces.export((ExportTraceServiceRequest) requests.get(0)).hasPartialSuccess())
        .isFalse();
    var logs = client(grpc, LogsServiceGrpc.LogsServiceBlockingStub.class);
    assertThat(logs.export((ExportLogsServiceRequest) requests.get(1)).hasPartialSuccess())
        .isFalse();
    var metrics = client(grpc, MetricsServiceGrpc.MetricsServiceBlockingStub.class);
    assertThat(metrics.export((ExportMetricsServiceRequest) requests.get(2)).hasPartialSuccess())
        .isFalse();
    post(
        server,
        "/api/v1/parley/scores",
        "application/json",
        """
        {"name":"n %s","label":"%s","explanation":"%s","evaluator":"%s","conversationId":"%s",
        "responseId":"%s"}\
        """
            .formatted(secret(), secret(), secret(), secret(), secret(), secret())
            .getBytes(UTF_8));
  }

  private <T> T client(String address, Class<T> type) {
    return GrpcClients.builder(address).setHeader("authorization", "Bearer " + key).build(type);
  }

  private List<Message> requests(int each) throws IOException {
    List<Message> requests = new ArrayList<>();
    Message.Builder[] builders = {
      ExportTraceServiceRequest.newBuilder(),
      ExportLogsServiceRequest.newBuilder(),
      ExportMetricsServiceRequest.newBuilder()
    };
    String[] bodies = {traces(each), logs(each), metrics(each)};
    for (int i = 0; i < bodies.length; i++) {
      // OTLP's ids are hexadecimal, protobuf's own JSON has base64.
      JsonFormat.parser().merge(base64Ids(bodies[i]), builders[i]);
      requests.add(builders[i].build());
    }
    return requests;
  }

  private static String base64Ids(String json) {
    return java.util.regex.Pattern.compile("(\"(?:trace|span)Id\":\")([0-9a-f]+)\"")
        .matcher(json)
        .replaceAll(
            id ->
                id.group(1)
                    + java.util.Base64.getEncoder()
                        .encodeToString(java.util.HexFormat.of().parseHex(id.group(2)))
                    + "\"");
  }

  private void post(ParleyServer server, String path, String type, byte[] body) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(server.httpAddress() + path))
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("rejected");
  }

  private String get(ParleyServer server, String path) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(server.httpAddress() + path))
                .header("Authorization", "Bearer " + key)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** The secrets whose bytes are in a file. */
  private Set<String> found(Path data) {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
        secrets.stream().filter(bytes::contains).forEach(found::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** Every value of every table, as text. */
  private static String everything(Path data) {
    StringBuilder text = new StringBuilder();
    try (DuckDbStore store = DuckDbStore.open(data, DuckDbOptions.DEFAULT)) {
      for (Object table :
          Tables.column(store, "SELECT table_name FROM duckdb_tables() WHERE NOT temporary")) {
        Tables.column(store, "SELECT CAST(t AS VARCHAR) FROM \"" + table + "\" t")
            .forEach(row -> text.append(row).append('\n'));
      }
    }
    return text.toString();
  }

  @Test
  @DisplayName("keeps no secret of any signal, by any way in: not in the log, not in the database")
  void nowhere() throws Exception {
    Path data = folder.resolve("data");
    KeyFile file = new KeyFile(data);
    key = Keys.create(file, "mine", Set.of(Right.INGEST, Right.READ), "").text();
    String other = Keys.create(file, "theirs", Set.of(Right.READ), "").text();
    try (ParleyServer server =
        ParleyServer.start(ServerConfig.forFolder(data, "--redact=email,cards"))) {
      sendAll(server);
      assertThat(found(data)).as("in the log").isEmpty();
      JsonNode counts = JSON.readTree(get(server, "/api/v1/parley/status")).path("redactions");
      assertThat(counts.toString())
          .isEqualTo(
              "[{\"rule\":\"cards\",\"count\":%d},{\"rule\":\"email\",\"count\":%d}]"
                  .formatted(cards(), secrets.size()));
      assertThat(get(server, "/metrics"))
          .contains("parley_redactions_total{rule=\"email\"} " + secrets.size());
      key = other;
      assertThat(get(server, "/metrics")).contains("parley_redactions_total{rule=\"email\"} 0");
    }

    assertThat(found(data)).as("in the database").isEmpty();
    String stored = everything(data);
    assertThat(secrets).noneMatch(stored::contains);
    assertThat(stored)
        .contains("chat [redacted:email]", "of [redacted:email] said", "[redacted:cards]")
        .contains("m@kept.example", "a.json");
  }

  /** One in each list of attributes. */
  private int cards() {
    // Of a request for traces 5, for logs 3, for metrics 4; each sent in three ways.
    return 3 * (5 + 3 + 4);
  }

  @Test
  @DisplayName("is off unless asked for: the same secrets are then all there")
  void off() throws Exception {
    Path data = folder.resolve("data");
    try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(data))) {
      sendAll(server);
      assertThat(found(data)).as("in the log").hasSizeGreaterThan(secrets.size() / 2);
      assertThat(get(server, "/api/v1/parley/status")).contains("\"redactions\":[]");
      assertThat(get(server, "/metrics")).doesNotContain("parley_redactions");
    }
    String stored = everything(data);
    // The rest stands in what is not kept, such as descriptions, or is kept as base64.
    assertThat(secrets.stream().filter(stored::contains).toList())
        .as("in the database")
        .hasSizeGreaterThan(secrets.size() / 2);
  }

  @Test
  @DisplayName("takes patterns of a file; a score whose id would change is refused, and told why")
  void patterns() throws Exception {
    Path patterns = folder.resolve("patterns");
    Files.writeString(patterns, "licence = " + KEY + "\nslow = (x+x+)+y\n");
    Path data = folder.resolve("data");
    try (ParleyServer server =
        ParleyServer.start(
            ServerConfig.forFolder(data, "--redact-patterns=" + patterns, "--log-level=error"))) {
      post(
          server,
          "/v1/traces",
          "application/json",
          traces(1)
              .replace("\"chat ", "\"AB12-CD34-EF56 " + "x".repeat(5_000) + " ")
              .getBytes(UTF_8));
      HttpResponse<String> refused =
          client.send(
              HttpRequest.newBuilder(URI.create(server.httpAddress() + "/api/v1/parley/scores"))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          """
                          {"id":"AB12-CD34-EF56","name":"n","value":1,"conversationId":"c"}\
                          """))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("[redacted:licence]").doesNotContain("AB12");
    }
    assertThat(everything(data)).contains("[redacted:licence]").doesNotContain("AB12", "xxxx");
  }

  @Test
  @DisplayName("refuses to start with a rule that it does not have or can't read")
  void wrongSettings() throws Exception {
    Path data = folder.resolve("data");
    assertThatThrownBy(() -> ServerConfig.forFolder(data, "--redact=emails"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--redact: \"emails\" (expected: some of api-keys, email and cards");
    assertThat(ServerConfig.forFolder(data, "--redact=all").redact())
        .containsExactlyInAnyOrderElementsOf(Redaction.builtIn());
    Path patterns = folder.resolve("patterns");
    Files.writeString(patterns, "word = [\n");
    ServerConfig config = ServerConfig.forFolder(data, "--redact-patterns=" + patterns);
    assertThatThrownBy(() -> ParleyServer.start(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("redact-patterns: " + patterns + ", line 1: word is no regular");
    assertThat(data).doesNotExist();
  }
}
