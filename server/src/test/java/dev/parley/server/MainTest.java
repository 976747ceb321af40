package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own: how it starts, what stops it, what it says. */
class MainTest {
  private static final Pattern READY = Pattern.compile("Parley is ready: (http://\\S+) .*");

  @TempDir Path folder;

  @Test
  @DisplayName("It says where it is ready, answers there, and ends cleanly when it is told to")
  void startsAndEnds() throws Exception {
    Process process = start("--data=" + folder.resolve("data"), "--grpc-port=0", "--http-port=0");
    try {
      String address = awaitReady(process);
      HttpResponse<String> health =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(address + "/health")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body()).isEqualTo("{\"status\":\"ok\"}");
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      // 143: ended by SIGTERM, as it was told.
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @DisplayName("A port in use ends the start with 69 and one sentence")
  void portInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended =
          end(
              "--data=" + folder.resolve("data"),
              "--grpc-port=" + taken.getLocalPort(),
              "--http-port=0");
      assertThat(ended.code()).isEqualTo(Main.PORT_IN_USE);
      assertThat(ended.said())
          .hasSize(1)
          .first()
          .asString()
          .contains("port " + taken.getLocalPort())
          .contains("--grpc-port=PORT");
    }
  }

  @Test
  @DisplayName("A data folder that can't be used ends the start with 73 and one sentence")
  void unusableFolder() throws Exception {
    Path file = folder.resolve("file");
    Files.writeString(file, "not a folder");
    Ended ended = end("--data=" + file.resolve("data"), "--grpc-port=0", "--http-port=0");
    assertThat(ended.code()).isEqualTo(Main.DATA_FOLDER);
    assertThat(ended.said()).hasSize(1).first().asString().contains(file.toString());
  }

  @Test
  @DisplayName("A second server on the same folder ends with 73, and the first goes on")
  void secondServer() throws Exception {
    String data = "--data=" + folder.resolve("data");
    Process first = start(data, "--grpc-port=0", "--http-port=0");
    try {
      String address = awaitReady(first);
      Ended second = end(data, "--grpc-port=0", "--http-port=0");
      assertThat(second.code()).isEqualTo(Main.DATA_FOLDER);
      assertThat(second.said()).hasSize(1);
      assertThat(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(URI.create(address + "/health")).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    } finally {
      first.destroyForcibly();
    }
  }

  @Test
  @DisplayName("An unknown setting ends the start with 64 and one sentence")
  void unknownSetting() throws Exception {
    Ended ended = end("--portt=1");
    assertThat(ended.code()).isEqualTo(Main.USAGE);
    assertThat(ended.said()).hasSize(1).first().asString().contains("did you mean");
  }

  @Test
  @DisplayName("Prices that can't be read end the start with 64 and one sentence")
  void unusablePrices() throws Exception {
    Path prices = folder.resolve("prices.json");
    Files.writeString(prices, "{\"prices\":[{\"model\":\"m\",\"input\":\"-1\",\"output\":\"1\"}]}");
    Ended ended =
        end(
            "--data=" + folder.resolve("data"),
            "--grpc-port=0",
            "--http-port=0",
            "--prices-file=" + prices);
    assertThat(ended.code()).isEqualTo(Main.USAGE);
    assertThat(ended.said()).hasSize(1).first().asString().contains("prices.json");
  }

  @Test
  @DisplayName("The process imports price lists instead of serving where it is told to")
  void importsPrices() throws Exception {
    Path list = folder.resolve("list.json");
    Files.writeString(
        list,
        "{\"m\":{\"litellm_provider\":\"openai\",\"input_cost_per_token\":1e-06,"
            + "\"output_cost_per_token\":2e-06}}");
    Ended ended = end("prices", "import", list.toString());
    assertThat(ended.code()).isZero();
    assertThat(ended.said())
        .anyMatch(line -> line.contains("LiteLLM's list; 1 price for 1 name of models"))
        .anyMatch(line -> line.contains("\"model\":\"m\",\"input\":\"1\",\"output\":\"2\""));
    assertThat(end("prices", "export").code()).isEqualTo(Main.USAGE);
  }

  /** How a process ended and what it wrote. */
  private record Ended(int code, List<String> said) {}

  private static Ended end(String... flags) throws IOException, InterruptedException {
    Process process = start(flags);
    try (BufferedReader output = output(process)) {
      List<String> said = output.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), said);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(flags));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_SERVER_"));
    return builder.start();
  }

  private static String awaitReady(Process process) throws IOException {
    BufferedReader output = output(process);
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.matches()) {
        return ready.group(1);
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("The server ended before it was ready:\n" + said);
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
