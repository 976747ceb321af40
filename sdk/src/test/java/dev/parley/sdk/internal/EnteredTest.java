package dev.parley.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EnteredTest {
  private static final String ARGUMENT = "refunds";

  @Test
  @DisplayName("a call that was announced is taken once, by its name and arguments")
  void taken() throws Throwable {
    Object[] arguments = {ARGUMENT, 7_000L};
    Object result =
        Entered.announced(
            "search",
            arguments,
            () -> {
              assertThat(Entered.take("other", arguments)).isFalse();
              assertThat(Entered.take("search", new Object[] {new String(ARGUMENT), 7_000L}))
                  .isFalse();
              assertThat(Entered.take("search", new Object[] {ARGUMENT})).isFalse();
              // Boxes are made anew on the way.
              assertThat(Entered.take("search", new Object[] {ARGUMENT, Long.valueOf(7_000)}))
                  .isTrue();
              assertThat(Entered.take("search", arguments)).isFalse();
              return "found";
            });
    assertThat(result).isEqualTo("found");
  }

  @Test
  @DisplayName("what is announced holds inside of the call, and on its thread alone")
  void scoped() throws Throwable {
    Entered.announced(
        "outer",
        null,
        () -> {
          Entered.announced("inner", null, () -> null);
          AtomicBoolean elsewhere = new AtomicBoolean();
          Thread thread = new Thread(() -> elsewhere.set(Entered.take("outer", new Object[0])));
          thread.start();
          thread.join();
          assertThat(elsewhere).isFalse();
          assertThat(Entered.take("outer", new Object[0])).isTrue();
          return null;
        });
    assertThat(Entered.take("outer", new Object[0])).isFalse();
  }
}
