package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.server.dialect.Explanation;
import dev.parley.server.query.ConversationFlow;
import dev.parley.server.query.ConversationPage;
import dev.parley.server.query.CostSources;
import dev.parley.server.query.EnvironmentList;
import dev.parley.server.query.Groups;
import dev.parley.server.query.Overview;
import dev.parley.server.query.ReportedMetrics;
import dev.parley.server.query.ScorePage;
import dev.parley.server.query.SpanDetail;
import dev.parley.server.query.SpanPage;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TraceView;
import dev.parley.server.query.WorkflowPage;
import dev.parley.server.query.WorkflowTypeList;
import dev.parley.server.store.Project;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests share what is stored: one that changes it, or ends its server, has its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiTest {
  private static final long T = 1_735_689_600_000L;
  private static final JsonMapper JSON = new JsonMapper();
  private static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10"));

  // The JDK's client loses its way now and then when it changes to HTTP/2 within a connection.
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private TestApi api;

  @BeforeAll
  void start(@TempDir Path folder) {
    api = new TestApi(folder, PRICES);
    api.store()
        .save(
            TestSpan.call(1, 1, T)
                .conversation("a/b c")
                .workflow("w", "rag")
                .turn(1)
                .tokens(1000, 500)
                .says(
                    List.of(TestSpan.message("user", "hi")),
                    TestSpan.message("assistant", "hello")),
            TestSpan.call(1, 2, T + 1).under(1).fails("boom", "it broke").model("other", null));
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private HttpResponse<String> get(String path, String... headers) {
    return get(api, path, headers);
  }

  private HttpResponse<String> get(TestApi asked, String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(asked.root(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode json(String path) throws IOException {
    HttpResponse<String> response = get(Api.BASE + path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static Map<String, String> examples() {
    String range = "?from=" + T + "&to=" + (T + 1000);
    Map<String, String> examples = new LinkedHashMap<>();
    examples.put("/status", "/status");
    examples.put("/environments", "/environments" + range);
    examples.put("/overview", "/overview" + range);
    examples.put("/cost-sources", "/cost-sources" + range);
    examples.put("/reported-metrics", "/reported-metrics" + range);
    examples.put("/conversations", "/conversations" + range);
    examples.put("/conversation", "/conversation?id=a%2Fb%20c");
    examples.put("/workflows", "/workflows" + range);
    examples.put("/workflow-types", "/workflow-types" + range);
    examples.put("/traces", "/traces" + range);
    examples.put("/groups", "/groups" + range + "&by=model,day");
    examples.put("/scores", "/scores");
    examples.put("/traces/{traceId}", "/traces/" + TestSpan.traceId(1));
    examples.put(
        "/traces/{traceId}/spans/{spanId}",
        "/traces/" + TestSpan.traceId(1) + "/spans/" + TestSpan.spanId(1));
    examples.put(
        "/traces/{traceId}/spans/{spanId}/explanation",
        "/traces/" + TestSpan.traceId(1) + "/spans/" + TestSpan.spanId(1) + "/explanation");
    return examples;
  }

  @Test
  @DisplayName("every route answers as the OpenAPI document says, key by key")
  void answersAsDocumented() throws IOException {
    JsonNode document = json("/openapi.json");
    assertThat(document.path("openapi").textValue()).startsWith("3.1");
    for (Map.Entry<String, String> example : examples().entrySet()) {
      JsonNode schema =
          document
              .path("paths")
              .path(Api.BASE + example.getKey())
              .path("get")
              .path("responses")
              .path("200")
              .path("content")
              .path("application/json")
              .path("schema");
      assertThat(schema.isObject()).as(example.getKey()).isTrue();
      List<String> faults = new ArrayList<>();
      validate(document, schema, json(example.getValue()), example.getKey(), faults);
      assertThat(faults).isEmpty();
    }
    assertThat(document.path("paths").has(Api.BASE + "/changes")).isTrue();
    assertThat(document.path("paths").has(Api.BASE + "/openapi.json")).isTrue();
    assertThat(document.path("paths").has("/health")).isTrue();
  }

  @Test
  @DisplayName("the OpenAPI document's schemas are those of the records")
  void documentsEveryKey() throws IOException {
    JsonNode documented = json("/openapi.json").path("components").path("schemas");
    JsonNode derived =
        new Schemas()
            .of(
                List.of(
                    StatusReport.class,
                    EnvironmentList.class,
                    Overview.class,
                    CostSources.class,
                    ReportedMetrics.class,
                    ConversationPage.class,
                    ConversationFlow.class,
                    WorkflowPage.class,
                    WorkflowTypeList.class,
                    SpanPage.class,
                    Groups.class,
                    ScorePage.class,
                    ScoresService.Accepted.class,
                    ErasureService.Erased.class,
                    BackupService.Written.class,
                    TraceView.class,
                    SpanDetail.class,
                    Explanation.class));
    for (Map.Entry<String, JsonNode> schema : derived.properties()) {
      assertThat(documented.path(schema.getKey())).as(schema.getKey()).isEqualTo(schema.getValue());
    }
  }

  /** As much of JSON Schema as the document uses. */
  private static void validate(
      JsonNode document, JsonNode schema, JsonNode value, String where, List<String> faults) {
    if (schema.has("$ref")) {
      String name = schema.path("$ref").textValue();
      JsonNode target = document.at(name.substring(1));
      validate(document, target, value, where, faults);
    } else if (schema.has("anyOf")) {
      boolean one = false;
      for (JsonNode option : schema.path("anyOf")) {
        List<String> found = new ArrayList<>();
        validate(document, option, value, where, found);
        one |= found.isEmpty();
      }
      if (!one) {
        faults.add(where + ": " + value);
      }
    } else if (schema.has("type")) {
      checkType(document, schema, value, where, faults);
    }
  }

  private static void checkType(
      JsonNode document, JsonNode schema, JsonNode value, String where, List<String> faults) {
    String types = schema.path("type").toString();
    String actual =
        value.isObject()
            ? "object"
            : value.isArray()
                ? "array"
                : value.isTextual()
                    ? "string"
                    : value.isBoolean()
                        ? "boolean"
                        : value.isNull()
                            ? "null"
                            : value.isIntegralNumber() && types.contains("integer")
                                ? "integer"
                                : "number";
    if (!types.contains('"' + actual + '"')) {
      faults.add(where + ": " + value + " (expected: " + types + ")");
    }
    if (value.isObject() && schema.has("properties")) {
      schema
          .path("required")
          .forEach(
              key -> {
                if (!value.has(key.textValue())) {
                  faults.add(where + ": no " + key);
                }
              });
      for (Iterator<String> keys = value.fieldNames(); keys.hasNext(); ) {
        String key = keys.next();
        JsonNode property = schema.path("properties").path(key);
        if (property.isMissingNode()) {
          faults.add(where + ": undocumented " + key);
        }
        validate(document, property, value.get(key), where + "." + key, faults);
      }
    }
    for (JsonNode item : value.isArray() ? value : JSON.createArrayNode()) {
      validate(document, schema.path("items"), item, where + "[]", faults);
    }
  }

  @Test
  @DisplayName("money is an exact string, unknown is null, times are milliseconds")
  void values() throws IOException {
    JsonNode overview = json("/overview?from=2025-01-01T00:00:00Z&to=" + (T + 1000));
    assertThat(overview.path("from").decimalValue()).isEqualByComparingTo(Long.toString(T));
    assertThat(overview.path("cost").path("total").path("amount").textValue()).isEqualTo("0.0075");
    assertThat(overview.path("cost").path("billed").isNull()).isTrue();
    assertThat(overview.path("environment").isNull()).isTrue();
    HttpResponse<String> raw = get(Api.BASE + "/status");
    assertThat(raw.headers().firstValue("cache-control")).contains("no-store");
    assertThat(raw.body()).contains("\"version\":\"1.2.3\"").contains("\"firstSpanAt\":" + T + ",");
  }

  @ParameterizedTest
  @CsvSource({
    "/overview?to=2, parameter from: missing",
    "/overview?from=x&to=2, 'parameter from: \"x\" (expected: epoch milliseconds'",
    "/overview?from=2&to=2, 'parameter to: \"2\" (expected: a time after from)'",
    "/overview?from=1&to=2&form=3, parameter form: unknown",
    "/overview?from=1&from=1&to=2, parameter from: given 2 times",
    "/conversations?from=1&to=2&limit=501, 'parameter limit: \"501\" (expected: a whole number from"
        + " 1 to 500)'",
    "/conversations?from=1&to=2&sort=size, parameter sort",
    "/traces?from=1&to=2&spanKind=llm%2Cwhat, parameter spanKind",
    "/traces?from=1&to=2&unpriced=yes, parameter unpriced",
    "/traces?from=1&to=2&minCost=-1, 'parameter minCost: \"-1\" (expected: US dollars, 0 or more)'",
    "/workflows?from=1&to=2&sort=turns, parameter sort",
    "/workflows?from=1&to=2&workflowType=rag, parameter workflowType: unknown",
    "/workflow-types?from=1&to=2&errors=true, parameter errors: unknown",
    "/traces/xyz, parameter traceId",
    "/overview?from=1&to=2&prices=now, 'parameter prices: \"now\" (expected: at_call, today'",
    "/overview?from=1&to=2&prices=as%3Anobody-9, 'parameter prices: \"as:nobody-9\"'",
    "/cost-sources?from=1&to=2&prices=today, parameter prices: unknown",
  })
  @DisplayName("a wrong parameter is named, with what was expected")
  void badParameters(String path, String message) throws IOException {
    HttpResponse<String> response = get(Api.BASE + path);
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = JSON.readTree(response.body()).path("error");
    assertThat(error.path("code").textValue()).isEqualTo("bad_request");
    assertThat(error.path("message").textValue()).startsWith(message).contains("expected");
  }

  @Test
  @DisplayName("what is not there is 404, another method 405, both in the error shape")
  void notFound() throws Exception {
    for (String path :
        List.of(
            "/conversation?id=nobody",
            "/traces/" + TestSpan.traceId(9),
            "/traces/" + TestSpan.traceId(1) + "/spans/" + TestSpan.spanId(9),
            "/what")) {
      HttpResponse<String> response = get(Api.BASE + path);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(JSON.readTree(response.body()).at("/error/code").textValue())
          .isEqualTo("not_found");
    }
    HttpResponse<String> post =
        client.send(
            HttpRequest.newBuilder(api.root(Api.BASE + "/status"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(get("/ready").body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  @DisplayName("a server that ends is well, and not ready for more")
  void ending(@TempDir Path folder) {
    try (TestApi own = new TestApi(folder, PRICES)) {
      own.end();
      HttpResponse<String> ready = get(own, "/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("shutting down");
      assertThat(get(own, "/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("a listener hears hello at once and of a commit after it")
  void changes(@TempDir Path folder) throws Exception {
    try (TestApi own = new TestApi(folder, PRICES)) {
      List<String> lines = new CopyOnWriteArrayList<>();
      HttpResponse<java.io.InputStream> response =
          client.send(
              HttpRequest.newBuilder(own.root(Api.BASE + "/changes")).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      Thread reader =
          new Thread(
              () -> {
                try (BufferedReader in =
                    new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                  in.lines().forEach(lines::add);
                } catch (IOException | RuntimeException e) {
                  // The stream ends with the server.
                }
              });
      reader.start();
      await().until(() -> lines.stream().anyMatch(line -> line.matches("event: ?hello")));
      long before = own.store().ingest().revision(Project.DEFAULT);
      own.store().save(TestSpan.call(7, 7, T));
      await()
          .until(
              () ->
                  lines.stream().anyMatch(line -> line.contains("{\"revision\":" + (before + 1))));
      assertThat(lines.stream().anyMatch(line -> line.matches("event: ?commit"))).isTrue();
    }
  }

  @Test
  @DisplayName("pages of the UI are served with their policy; missing assets are missing")
  void ui() {
    HttpResponse<String> page = get("/conversations/a.b", "Accept", "text/html");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .startsWith("default-src 'self'");
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(get("/assets/none.js", "Accept", "text/html").statusCode()).isEqualTo(404);
    assertThat(get("/unknown", "Accept", "application/json").statusCode()).isEqualTo(404);
    assertThat(
            get(Api.BASE + "/openapi.json", "Accept-Encoding", "gzip")
                .headers()
                .firstValue("content-encoding"))
        .contains("gzip");
  }
}
