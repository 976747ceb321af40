package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.pricing.PriceBook;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Scores, posted and asked for over HTTP. Each test has a conversation of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScoresTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long T = 1_772_359_200_000L;
  private static final String RANGE = "from=" + T + "&to=" + (T + 100_000);

  private final HttpClient client = HttpClient.newHttpClient();
  private Path folder;
  private TestApi api;
  private TestStore store;

  @BeforeAll
  void start(@TempDir Path temporary) {
    folder = temporary;
    open();
    store.save(
        TestSpan.call(1, 1, T).conversation("numbered").turn(1),
        TestSpan.call(1, 2, T + 100).conversation("numbered").turn(2),
        TestSpan.call(2, 1, T).conversation("counted"),
        TestSpan.call(3, 1, T + 50).conversation("counted"),
        TestSpan.call(4, 1, T).conversation("other"));
  }

  private void open() {
    api = new TestApi(folder, PriceBook.empty());
    store = api.store();
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private HttpResponse<String> post(String body) throws IOException {
    return send(
        HttpRequest.newBuilder(api.uri("/scores"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private List<String> posted(String body) throws IOException {
    HttpResponse<String> response = post(body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    List<String> ids = new ArrayList<>();
    JSON.readTree(response.body()).path("ids").forEach(id -> ids.add(id.textValue()));
    return ids;
  }

  private JsonNode get(String path) throws IOException {
    HttpResponse<String> response = send(HttpRequest.newBuilder(api.uri(path)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static List<String> names(JsonNode scores) {
    List<String> names = new ArrayList<>();
    scores.forEach(score -> names.add(score.path("name").textValue()));
    return names;
  }

  @Test
  @DisplayName("a score is found on its span, turn, conversation or trace, and outlives a restart")
  void scoresWhatItNames() throws IOException {
    String trace = "'traceId':'" + TestSpan.traceId(1) + "'";
    posted(
        "[{'name':'of-span','value':0.25,"
            + trace
            + ",'spanId':'"
            + TestSpan.spanId(2)
            + "'},{'name':'of-turn','label':'bad','conversationId':'numbered','turn':1},"
            + "{'name':'of-conversation','value':true,'evaluator':'ann','conversationId':'numbered'},"
            + "{'name':'of-trace','explanation':'slow',"
            + trace
            + "}]");
    // What is answered is durable: another server on the same folder knows it.
    stop();
    open();
    JsonNode flow = get("/conversation?id=numbered");
    assertThat(names(flow.path("scores"))).containsExactlyInAnyOrder("of-conversation", "of-trace");
    assertThat(names(flow.path("turns").path(0).path("scores"))).containsExactly("of-turn");
    assertThat(names(flow.path("turns").path(1).path("scores"))).containsExactly("of-span");
    assertThat(flow.path("scores").findValues("evaluator"))
        .anySatisfy(evaluator -> assertThat(evaluator.textValue()).isEqualTo("ann"));
    String span = "/traces/" + TestSpan.traceId(1) + "/spans/";
    assertThat(names(get(span + TestSpan.spanId(2)).path("scores"))).containsExactly("of-span");
    assertThat(names(get(span + TestSpan.spanId(1)).path("scores"))).isEmpty();
    assertThat(names(get("/traces/" + TestSpan.traceId(1)).path("scores")))
        .containsExactlyInAnyOrder("of-span", "of-trace");
  }

  @Test
  @DisplayName("a score sent again under its id replaces the one before; without an id it is new")
  void replacesById() throws IOException {
    String score = "{'id':'again','name':'mood','conversationId':'counted','value':";
    assertThat(posted(score + "0.1}")).containsExactly("again");
    posted(score + "0.9,'time':" + T + "}");
    posted(score + "0.9,'time':" + T + "}");
    JsonNode page = get("/scores?name=mood");
    assertThat(page.path("total").intValue()).isEqualTo(1);
    assertThat(page.path("scores").path(0).path("value").doubleValue()).isEqualTo(0.9);
    assertThat(page.path("scores").path(0).path("time").doubleValue()).isEqualTo(T);
    // Who goes back to what he said first means it, within one request and later.
    String first = score + "0.1,'time':" + T + "}";
    String second = score + "0.2,'time':" + T + "}";
    for (String body : List.of(first, second, first)) {
      posted(body);
    }
    assertThat(get("/scores?name=mood").at("/scores/0/value").doubleValue()).isEqualTo(0.1);
    posted("[" + second + "," + first + "," + second + "]");
    assertThat(get("/scores?name=mood").at("/scores/0/value").doubleValue()).isEqualTo(0.2);
    assertThat(get("/scores?name=mood").path("total").intValue()).isEqualTo(1);
    String unnamed = "{'name':'fresh','conversationId':'counted','value':1}";
    assertThat(posted(unnamed)).doesNotContainAnyElementsOf(posted(unnamed));
    assertThat(get("/scores?name=fresh&conversationId=counted").path("total").intValue())
        .isEqualTo(2);
    assertThat(get("/scores?name=fresh&conversationId=other").path("total").intValue()).isZero();
  }

  @Test
  @DisplayName("a turn that no span numbers is scored by its place, and found by a filter")
  void scoresTurnsByPlace() throws IOException {
    posted("{'scores':[{'name':'place','value':0.2,'conversationId':'counted','turn':2}]}");
    JsonNode turns = get("/conversation?id=counted").path("turns");
    assertThat(names(turns.path(0).path("scores"))).doesNotContain("place");
    assertThat(names(turns.path(1).path("scores"))).contains("place");
    assertThat(conversations("score.place < 0.5")).containsExactly("counted");
    assertThat(conversations("score.place >= 0.5")).isEmpty();
    // A number that is asked for as a text is one of the label.
    posted("{'name':'label','label':'5 stars','conversationId':'counted'}");
    assertThat(conversations("score.label contains 5")).containsExactly("counted");
    assertThat(conversations("score.label starts-with 6")).isEmpty();
    assertThat(conversations("not score.place")).contains("numbered", "other");
  }

  private List<String> conversations(String filter) throws IOException {
    List<String> ids = new ArrayList<>();
    get("/conversations?" + RANGE + "&filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8))
        .path("conversations")
        .forEach(row -> ids.add(row.path("id").textValue()));
    return ids;
  }

  @Test
  @DisplayName("what is wrong is named with its place, and nothing of the request is stored")
  void refusesWithReasons() throws IOException {
    record Wrong(String body, String says) {}
    List<Wrong> wrongs =
        List.of(
            new Wrong("", "body: "),
            new Wrong("{'name':", "body: no JSON at line 1"),
            new Wrong("7", "body: 7 (expected: a score"),
            new Wrong("[]", "body: []"),
            new Wrong("{'scores':1}", "scores: 1"),
            new Wrong("{'nam':'x','conversationId':'c','value':1}", "nam: unknown (expected: id,"),
            new Wrong("{'conversationId':'c','value':1}", "name: missing"),
            new Wrong("{'name':'refused','conversationId':'c'}", "value: missing"),
            new Wrong("{'name':'refused','value':'1','conversationId':'c'}", "value: \"1\""),
            new Wrong("{'name':'refused','value':1e999,'conversationId':'c'}", "value: "),
            new Wrong("{'name':'refused','value':1}", "what the score is about"),
            new Wrong("{'name':'refused','value':1,'turn':1}", "conversationId: missing"),
            new Wrong(
                "{'name':'refused','value':1,'spanId':'0123456789abcdef'}", "traceId: missing"),
            new Wrong("{'name':'refused','value':1,'traceId':'xyz'}", "32 hexadecimal digits"),
            new Wrong(
                "{'name':'refused','value':1,'conversationId':'c','time':'soon'}",
                "time: \"soon\""),
            new Wrong(
                "[{'name':'refused','value':1,'conversationId':'c'},{'name':7}]",
                "scores[1].name: 7 (expected: a text)"));
    for (Wrong wrong : wrongs) {
      HttpResponse<String> response = post(wrong.body());
      assertThat(response.statusCode()).as(wrong.body()).isEqualTo(400);
      assertThat(JSON.readTree(response.body()).at("/error/message").textValue())
          .as(wrong.body())
          .contains(wrong.says());
    }
    assertThat(get("/scores?name=refused").path("total").intValue()).isZero();
    HttpResponse<String> form =
        send(
            HttpRequest.newBuilder(api.uri("/scores"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("name=x")));
    assertThat(form.statusCode()).isEqualTo(415);
    HttpResponse<String> put =
        send(
            HttpRequest.newBuilder(api.uri("/scores"))
                .PUT(HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(put.statusCode()).isEqualTo(405);
  }

  @Test
  @DisplayName("a store that can't take more is said so, with a time to come again")
  void saysWhenItCannot() throws IOException {
    store.ingest().close();
    try {
      HttpResponse<String> response = post("{'name':'late','value':1,'conversationId':'other'}");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("retry-after")).contains("2");
    } finally {
      stop();
      open();
    }
    assertThat(get("/scores?name=late").path("total").intValue()).isZero();
  }
}
