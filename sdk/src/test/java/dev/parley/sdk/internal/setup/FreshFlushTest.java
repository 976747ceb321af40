package dev.parley.sdk.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The one that asks while a flush ends, in the order of steps that loses his span. */
class FreshFlushTest {
  /** Like a batch processor: one flush at a time, given to all who ask meanwhile. */
  private final List<CompletableResultCode> begun = new ArrayList<>();

  private int asked;

  private synchronized CompletableResultCode flush() {
    asked++;
    if (begun.isEmpty() || begun.get(begun.size() - 1).isDone()) {
      begun.add(new CompletableResultCode());
    }
    return begun.get(begun.size() - 1);
  }

  private synchronized int asked() {
    return asked;
  }

  private void awaitAsked(int times) {
    await("how often the processor was asked")
        .atMost(Duration.ofSeconds(30))
        .until(this::asked, asked -> asked == times);
  }

  @Test
  @DisplayName("Who asks in the moment a flush ends gets one that begins after he asked")
  void betweenTwo() {
    FreshFlush flushes = new FreshFlush(this::flush);
    List<CompletableResultCode> late = new ArrayList<>();
    CompletableResultCode first = flushes.flush();
    // Runs before the waiting one is told, as it was registered first.
    first.whenComplete(() -> late.add(flushes.flush()));
    CompletableResultCode waiting = flushes.flush();
    first.succeed();

    awaitAsked(2);
    CompletableResultCode afterSecondBegan = flushes.flush();
    begun.get(1).succeed();

    assertThat(late.get(0).join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(waiting.join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    awaitAsked(3);
    assertThat(afterSecondBegan.isDone())
        .as("the flush that was asked for after the second one had begun")
        .isFalse();
    begun.get(2).succeed();
    assertThat(afterSecondBegan.join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
  }
}
