package dev.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.config.ServerConfig;
import dev.parley.server.ingest.GroupCommit;
import dev.parley.server.ingest.IngestLimits;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Content;
import dev.parley.server.model.Span;
import dev.parley.server.store.SampleSpans;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("parley erase, backup, restore and compact")
final class DataCommandsTest {
  private static final String TRACES =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0000000000000000000000000000000a",
      "spanId":"000000000000000b","name":"chat","kind":3,"startTimeUnixNano":"1735689600000000000",
      "endTimeUnixNano":"1735689601000000000","attributes":[
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
      {"key":"gen_ai.conversation.id","value":{"stringValue":"a b&c"}},
      {"key":"user.id","value":{"stringValue":"ann"}}]}]}]}]}
      """;

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        List.of(arguments),
        Map.of(),
        folder,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private static HttpResponse<String> call(ParleyServer server, String path, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.httpAddress() + path))
            .header("content-type", "application/json");
    if (body != null) {
      request.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  @DisplayName("work beside a running server, and on the folder of a stopped one")
  void servingAndStopped() throws Exception {
    Path data = folder.resolve("data");
    String flag = "--data=" + data;
    try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(data))) {
      assertThat(call(server, "/v1/traces", TRACES).statusCode()).isEqualTo(200);

      assertThat(run("backup", folder.resolve("one").toString(), flag)).isZero();
      assertThat(out.toString(UTF_8)).contains("Backed up 1 spans", "one (schema");
      assertThat(run("backup", folder.resolve("one").toString(), flag)).isEqualTo(Main.FAULT);
      assertThat(err.toString(UTF_8)).contains("409", "not empty");
      assertThat(run("erase", "--conversation", "a b&c", "--dry-run", flag)).isZero();
      assertThat(out.toString(UTF_8)).contains("Would erase: 1 spans in 1 traces");
      assertThat(run("erase", "--conversation=a b&c", flag)).isZero();
      assertThat(out.toString(UTF_8)).contains("Erased: 1 spans", "./parley compact");
      assertThat(call(server, "/api/v1/parley/status", null).body()).contains("\"spans\":0,");
      assertThat(run("compact", flag)).isEqualTo(Main.DATA_FOLDER);
      assertThat(run("restore", folder.resolve("one").toString(), flag))
          .isEqualTo(Main.DATA_FOLDER);
    }
    assertThat(data.resolve("parley.address")).doesNotExist();
    Files.writeString(data.resolve("parley.address"), "http://127.0.0.1:1\n");
    assertThat(run("compact", flag)).isZero();
    assertThat(out.toString(UTF_8)).contains("Wrote the database anew");
    assertThat(run("erase", "--user=ann", flag)).isZero();
    assertThat(out.toString(UTF_8)).contains("Erased: 0 spans").doesNotContain("compact");

    Path back = folder.resolve("back");
    assertThat(run("restore", folder.resolve("one").toString(), "--data=" + back)).isZero();
    assertThat(out.toString(UTF_8)).contains("Restored 1 spans");
    assertThat(run("backup", folder.resolve("two").toString(), "--data=" + back)).isZero();
    assertThat(run("erase", "--user=ann", "--data=" + back)).isZero();
    assertThat(out.toString(UTF_8)).contains("Erased: 1 spans");
    try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(back))) {
      assertThat(call(server, "/api/v1/parley/status", null).body()).contains("\"spans\":0,");
    }
  }

  @Test
  @DisplayName("erase in the project that is named while no server serves the folder")
  void inProject() throws Exception {
    Path data = folder.resolve("data");
    String flag = "--data=" + data;
    Span span = SampleSpans.full(SampleSpans.key(1, 1), Content.NONE, SampleSpans.raw("{}"));
    String user = "--user=" + span.identity().userId();
    try (DuckDbStore store = DuckDbStore.open(data, DuckDbOptions.DEFAULT);
        GroupCommit ingest = GroupCommit.start(store, IngestLimits.DEFAULT)) {
      ingest.submit("shop", Batch.ofSpans(List.of(span))).get(30, TimeUnit.SECONDS);
      ingest.submit("desk", Batch.ofSpans(List.of(span))).get(30, TimeUnit.SECONDS);
    }
    assertThat(run("erase", user, flag)).isZero();
    assertThat(out.toString(UTF_8)).contains("Erased: 0 spans");
    assertThat(run("erase", user, "--in-project=shop", flag)).isZero();
    assertThat(out.toString(UTF_8)).contains("Erased: 1 spans");
    assertThat(run("erase", user, "--in-project=shop", "--dry-run", flag)).isZero();
    assertThat(out.toString(UTF_8)).contains("Would erase: 0 spans");
    assertThat(run("erase", user, "--in-project=desk", "--dry-run", flag)).isZero();
    assertThat(out.toString(UTF_8)).contains("Would erase: 1 spans");
    try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(data))) {
      assertThat(run("erase", user, "--in-project=desk", flag)).isEqualTo(Main.USAGE);
      assertThat(err.toString(UTF_8)).contains("--key=KEY");
    }
  }

  @Test
  @DisplayName("end with 65, as the server does, where something that was acknowledged is missing")
  void damaged() throws Exception {
    Path data = folder.resolve("data");
    String flag = "--data=" + data;
    ParleyServer.start(ServerConfig.forFolder(data)).close();
    Files.writeString(data.resolve("parley.mark"), "none");
    String[][] commands = {
      {"backup", folder.resolve("backup").toString(), flag},
      {"erase", "--user=ann", flag},
      {"compact", flag},
      {"remap", flag},
      {flag}
    };
    for (String[] command : commands) {
      assertThat(run(command)).as(command[0]).isEqualTo(Main.DAMAGED);
      assertThat(err.toString(UTF_8)).startsWith("parley: ").contains("parley.mark", "repair");
    }
    assertThat(run("repair", flag)).isZero();
    assertThat(run("compact", flag)).isZero();
  }

  @Test
  @DisplayName("say what is missing")
  void wrongUse() {
    assertThat(run("erase")).isEqualTo(Main.USAGE);
    assertThat(err.toString(UTF_8)).contains("one of --user=ID");
    assertThat(run("erase", "--user=a", "--project=b")).isEqualTo(Main.USAGE);
    assertThat(run("backup")).isEqualTo(Main.USAGE);
    assertThat(err.toString(UTF_8)).contains("./parley backup FOLDER");
    assertThat(run("restore", folder.toString(), "--data=" + folder.resolve("d")))
        .isEqualTo(Main.DATA_FOLDER);
    assertThat(err.toString(UTF_8)).contains("no whole backup");
    assertThat(run("compact", "--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("Usage: ./parley erase");
  }
}
