package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  private static final Path HOME = Path.of("/home/ada");

  private static ServerConfig read(Map<String, String> environment, String... flags) {
    return ConfigReader.read(flags, environment, HOME);
  }

  @Test
  @DisplayName("Without any source the server listens on loopback, on 4317 and 4318")
  void defaults() {
    ServerConfig config = read(Map.of());
    assertThat(config.bindAddress().isLoopbackAddress()).isTrue();
    assertThat(config.grpcPort()).isEqualTo(4317);
    assertThat(config.httpPort()).isEqualTo(4318);
    assertThat(config.dataFolder()).isEqualTo(HOME.resolve(".local/share/parley"));
    assertThat(config.maxBodyBytes()).isEqualTo(64 << 20);
    assertThat(config.memoryLimitMb()).isEqualTo(1024);
    assertThat(config.pricesFile()).isNull();
    assertThat(config.logLevel()).isEqualTo("warn");
  }

  @Test
  @DisplayName("Flags win over variables, variables over the file, the file over the defaults")
  void ranks(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("parley.properties");
    Files.writeString(file, "grpc-port=1001\nhttp-port=1002\nlog-level=info\n");
    Map<String, String> environment =
        Map.of(
            "PARLEY_SERVER_HTTP_PORT", "2002", "PARLEY_SERVER_LOG_LEVEL", "debug", "PATH", "/bin");
    ServerConfig config = read(environment, "--config", file.toString(), "--log-level=error");
    assertThat(config.grpcPort()).isEqualTo(1001);
    assertThat(config.httpPort()).isEqualTo(2002);
    assertThat(config.logLevel()).isEqualTo("error");
  }

  @Test
  @DisplayName("The file can be named by the environment, and XDG_DATA_HOME moves the data folder")
  void environmentNamesFileAndData(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("parley.properties");
    Files.writeString(file, "allowed-hosts = parley.example, Other.Example\n");
    ServerConfig config =
        read(Map.of("PARLEY_SERVER_CONFIG", file.toString(), "XDG_DATA_HOME", "/data"));
    assertThat(config.allowedHosts()).containsExactlyInAnyOrder("parley.example", "other.example");
    assertThat(config.dataFolder()).isEqualTo(Path.of("/data/parley"));
  }

  @Test
  @DisplayName("An unknown key is an error in every source, and names the nearest known one")
  void unknownKeys(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> read(Map.of(), "--grcp-port=1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--grcp-port")
        .hasMessageContaining("did you mean grpc-port?");
    assertThatThrownBy(() -> read(Map.of("PARLEY_SERVER_GRPCPORT", "1")))
        .hasMessageContaining("PARLEY_SERVER_GRPCPORT")
        .hasMessageContaining("grpc-port");
    Path file = folder.resolve("parley.properties");
    Files.writeString(file, "dota=/tmp\n");
    assertThatThrownBy(() -> read(Map.of(), "--config=" + file))
        .hasMessageContaining("dota")
        .hasMessageContaining(file.toString())
        .hasMessageContaining("did you mean data?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --grpc-port=70000      | a whole number from 0 to 65535
          --grpc-port=x          | a whole number from 0 to 65535
          --max-body-size=lots   | a size such as 64MB
          --memory-limit=1MB     | a size such as 64MB
          --log-level=loud       | error, warn, info or debug
          --data                 | has no value
          port                   | is not a flag
          """)
  @DisplayName("A value that can't be used says what was expected")
  void unusableValues(String flag, String expected) {
    assertThatThrownBy(() -> read(Map.of(), flag))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(expected);
  }

  @Test
  @DisplayName("A file that is not there is an error that names it")
  void missingFile() {
    assertThatThrownBy(() -> read(Map.of(), "--config=/nowhere/parley.properties"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("/nowhere/parley.properties");
  }

  @Test
  @DisplayName("Help lists every setting")
  void help() {
    for (Setting setting : Setting.values()) {
      assertThat(ConfigReader.help()).contains("--" + setting.key());
    }
  }
}
