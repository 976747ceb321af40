package dev.parley.server.api;

import static dev.parley.server.query.TestSpan.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.PriceBook;
import dev.parley.server.model.Batch;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.SampleSpans;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("DELETE")
final class ErasureServiceTest {
  private static final long T = 1_735_689_600_000L;

  @TempDir private Path folder;
  private TestApi api;
  private TestStore store;

  @BeforeEach
  void start() {
    api = new TestApi(folder, PriceBook.empty());
    store = api.store();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(api.uri(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  @DisplayName(
      "of a conversation's data: says what would go, takes it, and it is gone from the API")
  void conversation() throws Exception {
    store.save(
        TestSpan.call(1, 1, T).conversation("a b").says(List.of(message("user", "secret"))),
        TestSpan.call(2, 2, T).conversation("other"));
    String went = "\"spans\":1,\"traces\":1,\"logs\":0,\"metricPoints\":0,\"scores\":0,";

    HttpResponse<String> dry = call("DELETE", "/data?conversation=a+b&dryRun=true");
    assertThat(dry.body()).contains("\"dryRun\":true", went);
    assertThat(call("GET", "/conversation?id=a+b").body()).contains("secret");
    HttpResponse<String> done = call("DELETE", "/data?conversation=a+b");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(done.body()).contains("\"dryRun\":false", went);

    assertThat(call("GET", "/conversation?id=a+b").statusCode()).isEqualTo(404);
    assertThat(call("GET", "/conversation?id=other").statusCode()).isEqualTo(200);
    assertThat(call("GET", "/status").body()).contains("\"spans\":1,");
  }

  @Test
  @DisplayName("of a score: 404 where there is none")
  void score() throws Exception {
    store
        .ingest()
        .submit(Batch.ofScores(List.of(SampleSpans.score("s/1", 0.5))))
        .get(60, TimeUnit.SECONDS);

    assertThat(call("DELETE", "/scores?id=s%2F1").statusCode()).isEqualTo(200);

    assertThat(call("GET", "/scores").body()).doesNotContain("s/1");
    assertThat(call("DELETE", "/scores?id=s%2F1").statusCode()).isEqualTo(404);
    assertThat(call("DELETE", "/scores").statusCode()).isEqualTo(400);
  }

  @Test
  @DisplayName("takes nothing where it is not clear what is meant")
  void unclear() throws Exception {
    store.save(TestSpan.call(1, 1, T).conversation("a").user("u"));
    for (String query :
        List.of("", "?user=", "?user=u&conversation=a", "?user=u&dryRun=yes", "?usr=u")) {
      HttpResponse<String> response = call("DELETE", "/data" + query);
      assertThat(response.statusCode()).as(query).isEqualTo(400);
      assertThat(response.body()).contains("expected");
    }
    assertThat(call("GET", "/data?user=u").statusCode()).isEqualTo(405);
    assertThat(call("GET", "/status").body()).contains("\"spans\":1,");
  }
}
