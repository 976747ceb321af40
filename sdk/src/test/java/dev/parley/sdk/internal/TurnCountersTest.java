package dev.parley.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TurnCountersTest {
  @Test
  @DisplayName("A million conversations do not fill the memory; the recent ones are remembered")
  void bounded() {
    TurnCounters counters = new TurnCounters();
    for (int i = 0; i < 1_000_000; i++) {
      counters.next("c" + i);
    }

    assertThat(counters.size()).isEqualTo(TurnCounters.MAX_CONVERSATIONS);
    assertThat(counters.next("c999999")).isEqualTo(2);
    assertThat(counters.next("c0")).isEqualTo(1);
  }
}
