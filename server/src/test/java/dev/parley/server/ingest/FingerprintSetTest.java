package dev.parley.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The set of fingerprints")
final class FingerprintSetTest {
  @Test
  @DisplayName("holds what was added and nothing else, with halves of 0 and 1 too")
  void membership() {
    FingerprintSet set = new FingerprintSet(1_000_000);
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      set.add(random.nextLong(), random.nextLong());
    }
    set.add(0, 0);
    set.add(5, 0);
    set.add(0, 5);

    Random again = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      assertThat(set.contains(again.nextLong(), again.nextLong())).isTrue();
    }
    for (int i = 0; i < 100_000; i++) {
      assertThat(set.contains(again.nextLong(), again.nextLong())).isFalse();
    }
    assertThat(set.contains(0, 0)).isTrue();
    assertThat(set.contains(5, 0)).isTrue();
    assertThat(set.contains(0, 5)).isTrue();
    assertThat(set.contains(5, 5)).isFalse();
    assertThat(set.isForgetful()).isFalse();
  }

  @Test
  @DisplayName("forgets the oldest when it is full, and says so")
  void forgets() {
    FingerprintSet set = new FingerprintSet(100);
    for (int i = 0; i < 200; i++) {
      set.add(i, i);
    }
    assertThat(set.isForgetful()).isFalse();
    assertThat(set.contains(0, 0)).isTrue();

    set.add(200, 200);
    assertThat(set.isForgetful()).isTrue();
    assertThat(set.contains(0, 0)).isFalse();
    assertThat(set.contains(100, 100)).isTrue();
    assertThat(set.contains(200, 200)).isTrue();
  }
}
