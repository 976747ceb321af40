package dev.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.server.config.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("./parley keys")
class KeysCommandTest {
  private static final Pattern TEXT =
      Pattern.compile("(?m)^  (parley_([0-9A-Za-z]{10})_[0-9A-Za-z]{43})$");

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final HttpClient client = HttpClient.newHttpClient();

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        List.of(arguments),
        Map.of("PARLEY_SERVER_DATA", data().toString()),
        folder,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private Path data() {
    return folder.resolve("data");
  }

  private String said() {
    return out.toString(UTF_8);
  }

  private Matcher create(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "keys";
    arguments[1] = "create";
    System.arraycopy(options, 0, arguments, 2, options.length);
    assertThat(run(arguments)).as(err.toString(UTF_8)).isZero();
    Matcher text = TEXT.matcher(said());
    assertThat(text.find()).as(said()).isTrue();
    return text;
  }

  private int status(ParleyServer server, String key) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(server.httpAddress() + "/api/v1/parley/status"))
                .header("Authorization", "Bearer " + key)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  @DisplayName("makes a key that opens a running server, lists it, and revokes it there")
  void roundTrip() throws Exception {
    assertThat(run("keys", "list")).isZero();
    assertThat(said()).contains("There are no keys");
    try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(data()))) {
      assertThat(status(server, "none")).isEqualTo(200);

      Matcher reader = create("--project=shop", "--rights", "read", "--name=Ada L.");
      assertThat(said()).contains("project shop, to read:", "Bearer%20" + reader.group(1));
      Matcher sender = create("--rights=ingest");
      assertThat(said()).contains("project default, to ingest:");
      within(server, "none", 401);
      within(server, reader.group(1), 200);
      within(server, sender.group(1), 403);

      assertThat(run("keys", "list")).isZero();
      assertThat(said())
          .contains(reader.group(2), "shop", "read", "Ada L.", sender.group(2), "ingest")
          .doesNotContain(reader.group(1), sender.group(1));
      assertThat(Files.readString(data().resolve("keys.json")))
          .doesNotContain(reader.group(1), reader.group(1).substring(18));
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data().resolve("keys.json"))))
          .isEqualTo("rw-------");

      assertThat(run("keys", "revoke", reader.group(2))).isZero();
      assertThat(said()).contains("opens nothing any more").doesNotContain("the last one");
      within(server, reader.group(1), 401);
      assertThat(run("keys", "revoke", sender.group(2))).isZero();
      assertThat(said()).contains("It was the last one");
      // Still asked for: a server that had keys does not open to all.
      within(server, sender.group(1), 401);
    }
    assertThat(run("keys", "list")).isZero();
    assertThat(said()).contains("There are no keys");
  }

  private void within(ParleyServer server, String key, int status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(status(server, key)).isEqualTo(status));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          make                       | keys make: unknown (expected: create, list or revoke)
          revoke                     | keys revoke: no id
          revoke nokey12345          | key nokey12345: unknown
          create --project=Shop      | --project is "Shop" (expected: lower-case letters
          create --project=          | --project is "" (expected: lower-case letters
          create --rights=write      | --rights is "write" (expected: some of ingest, read, admin)
          create --rights=           | --rights is "" (expected: some of ingest, read, admin)
          create --name              | --name has no value
          create --colour=red        | colour
          """)
  @DisplayName("ends with 64 and one sentence where it is used wrongly, and makes nothing")
  void wrongUse(String arguments, String sentence) {
    assertThat(run(("keys " + arguments).split(" "))).isEqualTo(Main.USAGE);
    assertThat(err.toString(UTF_8).lines()).hasSize(1).first().asString().contains(sentence);
    assertThat(data().resolve("keys.json")).doesNotExist();
  }

  @Test
  @DisplayName("tells how it is used, with 0 where it was asked and 64 where it was not")
  void help() {
    assertThat(run("keys", "--help")).isZero();
    assertThat(said()).contains("keys create", "keys list", "keys revoke");
    assertThat(run("keys")).isEqualTo(Main.USAGE);
    assertThat(said()).contains("keys create");
  }

  @Test
  @DisplayName("ends with 73 where the file of keys can't be read, and leaves it as it is")
  void damaged() throws Exception {
    Files.createDirectories(data());
    Files.writeString(data().resolve("keys.json"), "{\"keys\":");
    for (String[] command :
        new String[][] {{"keys", "list"}, {"keys", "create"}, {"keys", "revoke", "abc"}}) {
      assertThat(run(command)).isEqualTo(Main.DATA_FOLDER);
      assertThat(err.toString(UTF_8).lines()).hasSize(1).first().asString().contains("keys.json");
    }
    assertThat(Files.readString(data().resolve("keys.json"))).isEqualTo("{\"keys\":");
  }
}
