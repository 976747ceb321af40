package dev.parley.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two owners on one server. What the first stores has a word of its own in every text; with the
 * second's key that word, and every number of the first, is nowhere.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectWallTest {
  private static final String WORD = "zebra";
  private static final String TRACE = "5b8efff798038103d269b633813fc60c";
  private static final String SPAN = "eee19b7ec3c1b174";
  private static final long T = 1_772_359_200_000L;

  /** What each parameter is asked with: all of it true of the first owner's data. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("from", Long.toString(T - 3_600_000)),
          Map.entry("to", Long.toString(T + 3_600_000)),
          Map.entry("environment", WORD + "-env"),
          Map.entry("prices", "today"),
          Map.entry("filter", "user = \"" + WORD + "-user\""),
          Map.entry("q", WORD),
          Map.entry("user", WORD + "-user"),
          Map.entry("model", "gpt-4o"),
          Map.entry("type", WORD + "-type"),
          Map.entry("workflow", WORD + "-flow"),
          Map.entry("workflowType", WORD + "-type"),
          Map.entry("conversation", WORD + "-conversation"),
          Map.entry("conversationId", WORD + "-conversation"),
          Map.entry("id", WORD + "-conversation"),
          Map.entry("name", WORD + "-score"),
          Map.entry("traceId", TRACE),
          Map.entry("spanId", SPAN),
          Map.entry("by", "user"),
          Map.entry("of", "calls"),
          Map.entry("limit", "10"),
          Map.entry("offset", "0"));

  /** Those that would leave the first owner's data out, or need a value of their own. */
  private static final List<String> LEFT_OUT =
      List.of(
          "errors",
          "unpriced",
          "sort",
          "order",
          "minCost",
          "spanKind",
          "category",
          "status",
          "errorType",
          "minDurationMs");

  private KeyedServer server;
  private String first;
  private String second;
  private String third;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    KeyFile file = new KeyFile(folder.resolve("data"));
    first = KeyedServer.key(file, "first", Right.INGEST, Right.READ);
    second = KeyedServer.key(file, "second", Right.INGEST, Right.READ);
    third = KeyedServer.key(file, "third", Right.INGEST, Right.READ);
    server = new KeyedServer(folder.resolve("data"), "--log-level=error");
    assertThat(server.post(first, "/v1/traces", traces(WORD)).statusCode()).isEqualTo(200);
    assertThat(server.post(first, "/v1/logs", logs()).statusCode()).isEqualTo(200);
    assertThat(server.post(first, "/v1/metrics", metrics()).statusCode()).isEqualTo(200);
    assertThat(server.post(first, "/api/v1/parley/scores", score("s1", 1.0)).statusCode())
        .isEqualTo(200);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  @DisplayName("No route of the API shows a second project's key anything of the first's")
  void everyRoute() throws Exception {
    int telling = 0;
    int walked = 0;
    for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
      if (!path.getValue().has("get") || path.getKey().endsWith("/changes")) {
        continue; // The stream of changes never ends by itself; it has a test of its own.
      }
      for (String address : addresses(path.getKey(), path.getValue().path("get"))) {
        HttpResponse<String> own = server.get(first, address);
        HttpResponse<String> foreign = server.get(second, address);
        HttpResponse<String> empty = server.get(third, address);
        assertThat(own.statusCode()).as(address + own.body()).isEqualTo(200);
        if (!address.contains(WORD)) { // What was asked is told back.
          assertThat(foreign.body()).as(address).doesNotContain(WORD);
        }
        // What is told to a project without data is what a project that never was is told.
        assertThat(foreign.statusCode()).as(address).isEqualTo(empty.statusCode());
        assertThat(comparable(foreign.body(), "second"))
            .as(address)
            .isEqualTo(comparable(empty.body(), "third"));
        telling += own.body().contains(WORD) ? 1 : 0;
        walked++;
      }
    }
    // Or the walk would prove nothing: nearly all of them do tell the owner.
    assertThat(telling).isGreaterThan(walked * 2 / 3);
  }

  @Test
  @DisplayName("Counters for Prometheus are those of the key's project")
  void counters() throws Exception {
    assertThat(server.get(first, "/metrics").body()).contains("parley_stored_spans 2\n");
    assertThat(server.get(third, "/metrics").body())
        .contains("parley_stored_spans 0\n")
        .contains("outcome=\"stored\"} 0")
        .doesNotContain(WORD);
  }

  @Test
  @DisplayName("The stream of changes tells of the key's own project alone")
  void changes() throws Exception {
    String late = server.key("late", Right.INGEST, Right.READ);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> server.get(late, "/api/v1/parley/status").statusCode() == 200);
    HttpResponse<InputStream> stream =
        server.client.send(
            server
                .request("/api/v1/parley/changes")
                .header("Authorization", "Bearer " + late)
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      long before = revision(lines);
      server.post(first, "/api/v1/parley/scores", score("s2", 1.0));
      server.post(late, "/api/v1/parley/scores", score("s2", 1.0));
      assertThat(revision(lines)).isEqualTo(before + 1);
    }
  }

  /** What the next event says. */
  private static long revision(BufferedReader lines) throws Exception {
    String line = lines.readLine();
    while (!line.startsWith("data:")) {
      line = lines.readLine();
    }
    return KeyedServer.JSON.readTree(line.substring(5)).path("revision").longValue();
  }

  @Test
  @DisplayName(
      "The same ids sent by a second project are its own, and change nothing of the first's")
  void sameIds(@TempDir Path folder) throws Exception {
    KeyFile file = new KeyFile(folder.resolve("data"));
    String mine = KeyedServer.key(file, "mine", Right.INGEST, Right.READ);
    String theirs = KeyedServer.key(file, "theirs", Right.INGEST, Right.READ);
    try (KeyedServer two = new KeyedServer(folder.resolve("data"), "--log-level=error")) {
      two.post(mine, "/v1/traces", traces(WORD));
      two.post(mine, "/api/v1/parley/scores", score("s1", 1.0));
      Map<String, JsonNode> before = seen(two, mine);

      for (String body : List.of(traces("other"), child("other"))) {
        assertThat(two.post(theirs, "/v1/traces", body).body()).isEqualTo("{}");
      }
      two.post(theirs, "/v1/logs", logs());
      two.post(theirs, "/api/v1/parley/scores", score("s1", 0.0));
      String admin = two.key("theirs", Right.ADMIN);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> delete(two, admin, "/scores?id=s1") == 200);
      assertThat(delete(two, admin, "/data?user=" + WORD + "-user")).isEqualTo(200);
      assertThat(delete(two, admin, "/data?project=mine")).isEqualTo(400);
      assertThat(delete(two, theirs, "/data?project=theirs")).isEqualTo(403);

      assertThat(seen(two, mine)).isEqualTo(before);
      JsonNode theirTrace = two.json(theirs, "/api/v1/parley/traces/" + TRACE);
      assertThat(theirTrace.path("spans")).hasSize(3);
      assertThat(theirTrace.toString()).contains("other-user").doesNotContain(WORD + "-user");
    }
  }

  private static int delete(KeyedServer server, String key, String path) throws Exception {
    return server
        .send(
            server
                .request("/api/v1/parley" + path)
                .header("Authorization", "Bearer " + key)
                .DELETE())
        .statusCode();
  }

  private static Map<String, JsonNode> seen(KeyedServer server, String key) throws Exception {
    Map<String, JsonNode> seen = new LinkedHashMap<>();
    for (String path :
        List.of(
            "/traces/" + TRACE,
            "/traces/" + TRACE + "/spans/" + SPAN,
            "/conversation?id=" + WORD + "-conversation",
            "/conversations?from=" + VALUES.get("from") + "&to=" + VALUES.get("to"),
            "/scores?from=" + VALUES.get("from") + "&to=" + VALUES.get("to"))) {
      seen.put(path, server.json(key, "/api/v1/parley" + path));
    }
    return seen;
  }

  /** With what is required, with each of the parameters beside it, and as a file. */
  private List<String> addresses(String path, JsonNode get) {
    Map<String, String> required = new LinkedHashMap<>();
    List<Map<String, String>> asked = new ArrayList<>(List.of(required));
    String filled = path;
    for (JsonNode parameter : get.path("parameters")) {
      String name = parameter.path("name").textValue();
      if (name.equals("format")) {
        asked.add(Map.of("format", "csv"));
        continue;
      }
      if (LEFT_OUT.contains(name)) {
        continue;
      }
      assertThat(VALUES).as("%s: a value for the parameter %s", path, name).containsKey(name);
      if (parameter.path("in").textValue().equals("path")) {
        filled = filled.replace("{" + name + "}", VALUES.get(name));
      } else if (parameter.path("required").booleanValue()) {
        required.put(name, VALUES.get(name));
      } else if (name.equals("spanId")) {
        asked.add(Map.of("spanId", SPAN, "traceId", TRACE));
      } else if (!name.equals("from") && !name.equals("to")) {
        asked.add(Map.of(name, VALUES.get(name)));
      }
    }
    List<String> addresses = new ArrayList<>();
    for (Map<String, String> each : asked) {
      Map<String, String> all = new LinkedHashMap<>(required);
      all.putAll(each);
      StringBuilder address = new StringBuilder(filled);
      all.forEach(
          (name, value) ->
              address
                  .append(address.indexOf("?") < 0 ? '?' : '&')
                  .append(name)
                  .append('=')
                  .append(URLEncoder.encode(value, UTF_8)));
      addresses.add(address.toString());
    }
    return addresses;
  }

  private static String comparable(String body, String project) throws Exception {
    if (!body.startsWith("{")) {
      return body;
    }
    JsonNode json = KeyedServer.JSON.readTree(body);
    if (json instanceof ObjectNode object) {
      object.remove("now");
      // It begins with the time at which the server did.
      object.remove("revision");
    }
    return json.toString().replace("\"" + project + "\"", "\"PROJECT\"");
  }

  private JsonNode document() throws Exception {
    return server.json(first, "/api/v1/parley/openapi.json");
  }

  private static String traces(String word) {
    return spans(
        span(word, SPAN, "", "gen_ai.input.messages")
            + ","
            + span(word, "eee19b7ec3c1b175", SPAN, "custom"));
  }

  /** A third span, around the others: it changes what they are in their trace. */
  private static String child(String word) {
    return spans(span(word, "eee19b7ec3c1b176", SPAN, "gen_ai.input.messages"));
  }

  private static String spans(String spans) {
    return """
    {"resourceSpans":[{"resource":{"attributes":[%s,%s]},"scopeSpans":[{"spans":[%s]}]}]}\
    """
        .formatted(
            text("service.name", "shop"),
            text("deployment.environment.name", WORD + "-env"),
            spans);
  }

  private static String span(String word, String id, String parent, String content) {
    return """
    {"traceId":"%s","spanId":"%s","parentSpanId":"%s","name":"%s-span","kind":3,
    "startTimeUnixNano":"%d000000","endTimeUnixNano":"%d000000","attributes":[%s]}\
    """
        .formatted(
            TRACE,
            id,
            parent,
            word,
            T,
            T + 5,
            String.join(
                ",",
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.provider.name", "openai"),
                text("gen_ai.request.model", "gpt-4o"),
                text("gen_ai.response.id", word + id),
                text("gen_ai.usage.input_tokens", "100"),
                text("gen_ai.usage.output_tokens", "10"),
                text("gen_ai.conversation.id", word + "-conversation"),
                text("user.id", word + "-user"),
                text("workflow.id", word + "-flow"),
                text("workflow.type", word + "-type"),
                text(
                    content,
                    "[{\\\"role\\\":\\\"user\\\",\\\"parts\\\":[{\\\"type\\\":\\\"text\\\",\\\"content\\\":\\\""
                        + word
                        + " says hello to the one who listens, at some length\\\"}]}]")));
  }

  private static String logs() {
    return """
    {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"%d000000","traceId":"%s",
    "spanId":"%s","eventName":"gen_ai.user.message","body":{"stringValue":"%s"},
    "attributes":[%s]}]}]}]}\
    """
        .formatted(T, TRACE, SPAN, WORD, text("gen_ai.system", "openai"));
  }

  private static String metrics() {
    return """
    {"resourceMetrics":[{"resource":{"attributes":[%s]},"scopeMetrics":[{"metrics":[{"name":
    "claude_code.token.usage","sum":{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":
    [{"startTimeUnixNano":"%d000000","timeUnixNano":"%d000000","asInt":"42","attributes":[%s]}]
    }}]}]}]}\
    """
        .formatted(text("service.name", WORD + "-cli"), T, T + 5, text("type", "input"));
  }

  private static String score(String id, double value) {
    return """
    {"id":"%s","name":"%s-score","value":%s,"time":%d,"conversationId":"%s-conversation"}\
    """
        .formatted(id, WORD, value, T + 5, WORD);
  }

  private static String text(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }
}
