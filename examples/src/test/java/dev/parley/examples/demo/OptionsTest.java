package dev.parley.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  @DisplayName("Flags are read, and a wrong one is told with what was expected")
  void parse() {
    assertThat(
            Options.parse(
                List.of("--endpoint", "http://localhost:1/", "--pause", "0.5", "--history-only")))
        .isEqualTo(new Options("http://localhost:1", 160, Duration.ofMillis(500), true));
    assertThatThrownBy(() -> Options.parse(List.of("--port", "1")))
        .hasMessageContaining("--port")
        .hasMessageContaining("--endpoint");
    assertThatThrownBy(() -> Options.parse(List.of("--conversations", "many")))
        .hasMessageContaining("many");
    assertThatThrownBy(() -> Options.parse(List.of("--endpoint"))).hasMessageContaining("value");
  }
}
