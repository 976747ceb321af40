package dev.parley.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A question asked beside another")
class BesideTest {
  @Test
  @DisplayName("is asked at the same time, on another thread, under the same limit")
  void asks() {
    QueryLimit limit = QueryLimit.of(Duration.ofSeconds(30));
    CountDownLatch both = new CountDownLatch(2);
    String answer =
        limit.run(
            () -> {
              try (Beside<String> other =
                  Beside.ask(
                      () -> {
                        meet(both);
                        assertThat(QueryLimit.current()).isSameAs(limit);
                        return Thread.currentThread().getName();
                      })) {
                meet(both);
                return other.answer();
              }
            });
    assertThat(answer).isEqualTo("parley-beside").isNotEqualTo(Thread.currentThread().getName());
    try (Beside<Boolean> free = Beside.ask(() -> QueryLimit.current() == null)) {
      assertThat(free.answer()).isTrue();
    }
  }

  @Test
  @DisplayName("fails as it would have here, and with the limit of its request")
  void fails() {
    try (Beside<String> other =
        Beside.ask(
            () -> {
              throw new StoreException("query failed: no such table", null);
            })) {
      assertThatThrownBy(other::answer)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("no such");
    }
    QueryLimit limit = QueryLimit.of(Duration.ofSeconds(30));
    limit.cancel();
    assertThatThrownBy(
            () ->
                limit.run(
                    () -> {
                      try (Beside<Integer> other =
                          Beside.ask(
                              () -> {
                                limit.check();
                                return 1;
                              })) {
                        return other.answer();
                      }
                    }))
        .isInstanceOf(StoreReadException.class)
        .hasMessageContaining("nobody waits");
  }

  @Test
  @DisplayName("never outlives the one that asked, even if that fails first")
  void ends() {
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(2);
    assertThatThrownBy(
            () -> {
              try (Beside<Boolean> other =
                  Beside.ask(
                      () -> {
                        meet(begun);
                        pause();
                        ended.set(true);
                        return true;
                      })) {
                assertThat(other).isNotNull();
                meet(begun);
                throw new IllegalStateException("failed first");
              }
            })
        .hasMessage("failed first");
    assertThat(ended).isTrue();
  }

  private static void meet(CountDownLatch both) {
    both.countDown();
    try {
      assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
