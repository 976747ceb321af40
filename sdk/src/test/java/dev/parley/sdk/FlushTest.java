package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** OpenTelemetry's batch processors give one flush to all who ask while it is being reported. */
class FlushTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  private void endAndFlush(Parley parley, String name, int times) {
    for (int i = 0; i < times; i++) {
      String expected = name + i;
      parley.openTelemetry().getTracer("t").spanBuilder(expected).startSpan().end();
      assertThat(parley.flush(MINUTE)).isTrue();
      assertThat(exporter.getFinishedSpanItems())
          .as("the spans that were exported when the flush of %s was over", expected)
          .anyMatch(span -> span.getName().equals(expected));
    }
  }

  @Test
  @DisplayName("What has ended before a flush has been exported after it, flush upon flush")
  void oneAfterTheOther() {
    try (Parley parley = SpanRecorder.builder(Map.of()).spanExporter(exporter).build()) {
      for (int round = 0; round < 200; round++) {
        endAndFlush(parley, "span", 100);
        exporter.reset();
      }
    }
  }

  @Test
  @DisplayName("What has ended before a flush has been exported after it, while others flush too")
  void whileOthersFlush() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    AtomicBoolean done = new AtomicBoolean();
    try (Parley parley = SpanRecorder.builder(Map.of()).spanExporter(exporter).build()) {
      List<Future<?>> others = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        others.add(threads.submit(() -> flushUntil(done, parley)));
      }
      try {
        for (int round = 0; round < 20; round++) {
          endAndFlush(parley, "span", 50);
          exporter.reset();
        }
      } finally {
        done.set(true);
      }
      for (Future<?> other : others) {
        other.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void flushUntil(AtomicBoolean done, Parley parley) {
    while (!done.get()) {
      assertThat(parley.flush(MINUTE)).isTrue();
    }
  }
}
