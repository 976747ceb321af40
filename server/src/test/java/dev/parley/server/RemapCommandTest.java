package dev.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.config.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("parley remap")
final class RemapCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        Stream.concat(Stream.of("remap"), Stream.of(arguments)).toList(),
        Map.of(),
        folder,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private static void send(ParleyServer server, Path traces) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.httpAddress() + "/v1/traces"))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofFile(traces))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  @Test
  @DisplayName("reads what a server stored, and wants that server stopped")
  void storedData() throws Exception {
    Path data = folder.resolve("data");
    String flag = "--data=" + data;
    try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(data))) {
      send(server, Path.of("src/test/resources/dialects/semconv-current.json"));
      assertThat(run(flag)).isEqualTo(Main.DATA_FOLDER);
      assertThat(err.toString(UTF_8)).startsWith("parley: ").contains(data.toString());
    }
    assertThat(run(flag)).isZero();
    assertThat(out.toString(UTF_8))
        .contains("Done: 7 spans in 1 traces read, 0 spans changed")
        .doesNotContain("null");
    assertThat(run(flag, "--to", "1999-12-31")).isZero();
    assertThat(out.toString(UTF_8))
        .isEqualToIgnoringNewLines("Done: 0 spans in 0 traces read, 0 spans changed");
  }

  @Test
  @DisplayName("says which day is none, and which range is empty")
  void wrongUse() {
    assertThat(run("--from=yesterday")).isEqualTo(Main.USAGE);
    assertThat(err.toString(UTF_8)).contains("--from is \"yesterday\"", "2026-11-21");
    assertThat(run("--from=2026-02-02", "--to=2026-02-01")).isEqualTo(Main.USAGE);
    assertThat(run("--sideways")).isEqualTo(Main.USAGE);
    assertThat(run("--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("--from=DATE");
  }
}
