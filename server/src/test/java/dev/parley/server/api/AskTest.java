package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.server.model.Kind;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The questions that users ask, asked over HTTP. */
final class AskTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String YEAR = "from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z";

  /** Input, output: a thousand of each cost $0.0125 of gpt-4o, $0.00075 of gpt-4o-mini. */
  private static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10"))
          .with("gpt-4o-mini", Price.perMillion("0.15", "0.60"));

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private TestApi api;
  private TestStore store;
  private int number;

  @BeforeEach
  void start() {
    api = new TestApi(folder, PRICES);
    store = api.store();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private HttpResponse<String> send(String pathAndQuery) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(api.uri(pathAndQuery)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private String get(String pathAndQuery) throws IOException {
    HttpResponse<String> response = send(pathAndQuery);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private JsonNode json(String pathAndQuery) throws IOException {
    return JSON.readTree(get(pathAndQuery));
  }

  private String refused(String pathAndQuery) throws IOException {
    HttpResponse<String> response = send(pathAndQuery);
    assertThat(response.statusCode()).isEqualTo(400);
    return JSON.readTree(response.body()).path("error").path("message").asText();
  }

  @Test
  @DisplayName("a file has all groups, or says why it can't")
  void fileIsWhole() throws IOException {
    long start = Instant.parse("2025-03-01T00:00:00Z").toEpochMilli();
    TestSpan[] calls = new TestSpan[10_001];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = TestSpan.call(1, i + 1, start + i);
    }
    store.save(calls);
    assertThat(get("/groups?" + YEAR + "&by=span&format=csv").lines()).hasSize(10_002);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private TestSpan at(String instant) {
    number++;
    return TestSpan.call(number, number, Instant.parse(instant).toEpochMilli());
  }

  private static String customer(String id) {
    return "{\"custom.customer_id\":\"" + id + "\"}";
  }

  private void saveCustomers() {
    store.save(
        at("2025-01-31T23:59:59.999Z").tokens(1000, 1000).attributes(customer("acme")),
        at("2025-02-01T00:00:00Z").tokens(1000, 1000).attributes(customer("acme")),
        at("2025-02-10T00:00:00Z").tokens(2000, 0).conversation("x").attributes(customer("acme")),
        at("2025-02-11T00:00:00Z")
            .model("house", null)
            .tokens(1, 1)
            .conversation("y")
            .attributes(customer("acme")),
        at("2025-02-12T00:00:00Z")
            .billed("0.0000000001")
            .attributes(customer("=HYPERLINK(\\\"a\\\")")),
        at("2025-02-13T00:00:00Z").model("gpt-4o-mini", null).tokens(3, 7));
    // The request names the customer; the call inside of it belongs to it.
    long start = Instant.parse("2025-03-01T00:00:00Z").toEpochMilli();
    store.save(
        TestSpan.of(Kind.HTTP, 90, 1, start).server().attributes(customer("globex, Inc.")),
        TestSpan.call(90, 2, start + 1).under(1).tokens(1000, 1000));
  }

  @Test
  @DisplayName("Q-02: cost per customer and month as CSV by one call; its sum is the whole cost")
  void costPerCustomerAndMonth() throws IOException {
    saveCustomers();
    List<String> lines =
        get("/groups?" + YEAR + "&by=custom.customer_id,month&format=csv").lines().toList();
    List<String> header = List.of(lines.get(0).split(","));
    assertThat(header).startsWith("custom.customer_id", "month", "spans", "calls", "errors");
    assertThat(lines.subList(1, lines.size()))
        .extracting(line -> line.substring(0, Math.min(line.length(), 27)))
        .containsExactly(
            "\"'=HYPERLINK(\"\"a\"\")\",2025-0",
            "acme,2025-01,1,1,0,0,0,2000",
            "acme,2025-02,3,3,0,2,0,4002",
            "\"globex, Inc.\",2025-03,1,1,",
            ",2025-02,1,1,0,0,0,10,3,0,0");
    Map<String, String> costs = new TreeMap<>();
    for (JsonNode row : json("/groups?" + YEAR + "&by=custom.customer_id,month").path("groups")) {
      costs.put(
          row.path("key").get(0).path("value").asText()
              + " "
              + row.path("key").get(1).path("value").asText(),
          row.path("cost").path("amount").asText());
    }
    assertThat(costs)
        .containsEntry("acme 2025-01", "0.0125")
        .containsEntry("acme 2025-02", "0.0175")
        .containsEntry("=HYPERLINK(\"a\") 2025-02", "0.0000000001")
        .containsEntry("globex, Inc. 2025-03", "0.0125")
        .containsEntry("null 2025-02", "0.00000465");
    BigDecimal sum =
        costs.values().stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    JsonNode overview = json("/overview?" + YEAR);
    assertThat(sum)
        .isEqualByComparingTo(overview.path("cost").path("total").path("amount").asText());
    JsonNode groups = json("/groups?" + YEAR + "&by=custom.customer_id,month");
    assertThat(groups.path("cost").path("amount").asText())
        .isEqualTo(overview.path("cost").path("total").path("amount").asText());
    assertThat(groups.path("unpricedCalls").asLong()).isEqualTo(1);
    JsonNode february = groups.path("groups").get(2);
    assertThat(february.path("unpricedCalls").asLong()).isEqualTo(1);
    assertThat(february.path("costPerCall").path("amount").asText()).isEqualTo("0.00875");
    assertThat(february.path("costPerConversation").path("amount").asText()).isEqualTo("0.005");
    assertThat(february.path("conversations").asLong()).isEqualTo(2);
  }

  @Test
  @DisplayName("Q-02: the same as if another model had answered")
  void asIf() throws IOException {
    saveCustomers();
    JsonNode groups =
        json(
            "/groups?"
                + YEAR
                + "&by=month&prices=as:gpt-4o-mini&filter="
                + encoded("custom.customer_id = acme"));
    assertThat(groups.path("groups").get(0).path("cost").path("amount").asText())
        .isEqualTo("0.00075");
    JsonNode dear =
        json(
            "/groups?"
                + YEAR
                + "&by=month&prices=as:gpt-4o-mini&filter="
                + encoded("cost >= 0.00075"));
    assertThat(dear.path("groups")).hasSize(3);
    assertThat(dear.path("cost").path("amount").asText()).isEqualTo("0.00225");
  }

  @Test
  @DisplayName("Q-05: what each model cost by week")
  void modelsByWeek() throws IOException {
    store.save(
        at("2025-01-05T23:59:59Z").tokens(1000, 1000),
        at("2025-01-06T00:00:00Z").tokens(1000, 1000),
        at("2025-01-12T23:59:59Z").tokens(1000, 1000),
        at("2025-01-08T00:00:00Z").model("gpt-4o-mini", null).tokens(1000, 1000).millis(3000));
    List<String> rows = new ArrayList<>();
    for (JsonNode row : json("/groups?" + YEAR + "&by=model,week").path("groups")) {
      rows.add(
          row.path("key").get(0).path("value").asText()
              + " "
              + row.path("key").get(1).path("value").asText()
              + " "
              + row.path("calls").asLong()
              + " "
              + row.path("cost").path("amount").asText()
              + " "
              + row.path("p95Ms").asText());
    }
    assertThat(rows)
        .containsExactly(
            "gpt-4o 2024-12-30 1 0.0125 1000",
            "gpt-4o 2025-01-06 2 0.025 1000",
            "gpt-4o-mini 2025-01-06 1 0.00075 3000");
  }

  @Test
  @DisplayName("Q-01: all spans of a conversation, in order, across its traces")
  void spansOfConversation() throws IOException {
    store.save(
        at("2025-01-01T10:00:03Z").conversation("c").turn(2),
        at("2025-01-01T10:00:01Z").conversation("c").turn(1),
        at("2025-01-01T10:00:02Z").conversation("other"),
        TestSpan.of(Kind.TOOL_CALL, 2, 50, Instant.parse("2025-01-01T10:00:01.5Z").toEpochMilli())
            .under(2)
            .conversation("c")
            .tool("search", "t", "{}", null));
    JsonNode page =
        json(
            "/traces?"
                + YEAR
                + "&spanKind=llm,tool,chain,agent,prompt&sort=start&order=asc&filter="
                + encoded("conversation = c"));
    assertThat(page.path("total").asLong()).isEqualTo(3);
    List<String> spans = new ArrayList<>();
    page.path("spans").forEach(span -> spans.add(span.path("spanId").asText().substring(14)));
    assertThat(spans).containsExactly("02", "32", "01");
  }

  @Test
  @DisplayName("Q-03: average cost by workflow type, and the spans of a type above a threshold")
  void workflowTypes() throws IOException {
    store.save(
        at("2025-01-01T10:00:00Z").workflow("w1", "rag").tokens(1000, 1000),
        at("2025-01-01T10:00:01Z").workflow("w1", "rag").tokens(2000, 2000),
        at("2025-01-01T10:00:02Z").workflow("w2", "rag").tokens(1000, 1000),
        at("2025-01-01T10:00:03Z").workflow("s1", "summary").tokens(4000, 4000));
    // A call outside of any workflow is no part of a workflow's average.
    store.save(at("2025-01-01T10:00:04Z").tokens(9000, 9000));
    JsonNode none = json("/groups?" + YEAR + "&by=month").path("groups").get(0);
    assertThat(none.path("costPerWorkflow").path("amount").asText()).isEqualTo("0.033333333333");
    JsonNode rag = json("/groups?" + YEAR + "&by=workflow.type").path("groups").get(0);
    assertThat(rag.path("costPerWorkflow").path("amount").asText()).isEqualTo("0.025");
    JsonNode spans =
        json("/traces?" + YEAR + "&filter=" + encoded("workflow.type = rag and cost > 0.0125"));
    assertThat(spans.path("total").asLong()).isEqualTo(1);
    assertThat(spans.path("spans").get(0).path("cost").path("amount").asText()).isEqualTo("0.025");
  }

  @Test
  @DisplayName("runs of tools are grouped too; an unknown field is told with what is known")
  void toolsAndErrors() throws IOException, InterruptedException {
    long start = Instant.parse("2025-03-01T00:00:00Z").toEpochMilli();
    store.save(
        TestSpan.of(Kind.TOOL_CALL, 1, 1, start).tool("search", "a", "{}", null).millis(100),
        TestSpan.of(Kind.TOOL_CALL, 1, 2, start)
            .tool("search", "b", "{}", null)
            .millis(300)
            .fails("timeout", null));
    JsonNode row = json("/groups?" + YEAR + "&by=tool&of=tools").path("groups").get(0);
    assertThat(row.path("spans").asLong()).isEqualTo(2);
    assertThat(row.path("errors").asLong()).isEqualTo(1);
    assertThat(row.path("p50Ms").asDouble()).isEqualTo(200);
    assertThat(row.path("cost").isNull()).isTrue();
    // A filter finds whatever fulfils it; without one, calls are listed.
    assertThat(json("/traces?" + YEAR + "&filter=tool").path("total").asLong()).isEqualTo(2);
    assertThat(json("/traces?" + YEAR).path("total").asLong()).isZero();
    assertThat(refused("/workflows?" + YEAR + "&filter=" + encoded("turns > 1")))
        .startsWith("parameter filter: \"turns\", which conversations have");
    assertThat(refused("/traces?" + YEAR + "&filter=" + encoded("modle = a")))
        .isEqualTo(
            "parameter filter: at character 1: field \"modle\" (expected: model, or an attribute's"
                + " key, in quotes where it has no dot)");
  }
}
