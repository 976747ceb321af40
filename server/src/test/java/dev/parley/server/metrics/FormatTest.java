package dev.parley.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|PROMETHEUS",
        "*/*|PROMETHEUS",
        "text/html,application/xhtml+xml,*/*;q=0.8|PROMETHEUS",
        "text/plain;version=0.0.4|PROMETHEUS",
        "application/openmetrics-text|OPEN_METRICS",
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
            + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1|OPEN_METRICS",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "text/plain;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2|OPEN_METRICS",
        "application/openmetrics-text;q=0.3, text/plain;q=0.9|PROMETHEUS",
        "application/openmetrics-text;q=0.3, */*;q=0.9|PROMETHEUS",
        "application/openmetrics-text;q=0|PROMETHEUS",
        "application/openmetrics-text;version=2.0.0|PROMETHEUS",
        "application/openmetrics-text;q=x, text/plain;q=y|PROMETHEUS",
        "APPLICATION/OPENMETRICS-TEXT ; Version=1.0.0 ; Q=0.9|OPEN_METRICS",
      })
  @DisplayName("the format that Accept likes best, OpenMetrics where it likes both alike")
  void negotiates(String accept, Format format) {
    assertThat(Format.of(accept)).isEqualTo(format);
  }
}
