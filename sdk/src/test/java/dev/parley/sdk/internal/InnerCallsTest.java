package dev.parley.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InnerCallsTest {
  @Test
  @DisplayName("A cost reaches all steps around")
  void cost() {
    InnerCalls outer = new InnerCalls();
    InnerCalls inner = new InnerCalls(new InnerCalls(outer, false, null), false, null);

    inner.started();
    inner.ended(true, BigDecimal.ONE);

    assertThat(outer.cost()).isEqualByComparingTo("1");
  }

  @Test
  @DisplayName("A loop that goes on in the context of its former round holds a bounded number")
  void endlessLoop() {
    InnerCalls round = new InnerCalls();
    WeakReference<InnerCalls> first = new WeakReference<>(round);
    for (int i = 0; i < 3 * InnerCalls.MAX_DEPTH; i++) {
      round = new InnerCalls(round, true, null);
    }
    round.started();

    await()
        .until(
            () -> {
              System.gc();
              return first.get() == null;
            });
    assertThat(round.any()).isTrue();
  }
}
