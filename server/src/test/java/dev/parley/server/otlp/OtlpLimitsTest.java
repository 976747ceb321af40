package dev.parley.server.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class OtlpLimitsTest {
  @Test
  @DisplayName("A body of the largest size fits on any heap, as sent and decompressed together")
  void largestBodyFits() {
    int body = 1 << 30;
    assertThat(OtlpLimits.ofBodies(body).maxInFlightBytes()).isGreaterThanOrEqualTo(2L * body);
  }
}
