package dev.parley.sdk.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Cost;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorkflowTrackerTest {
  private final WorkflowTracker tracker = WorkflowTracker.create();

  @Test
  @DisplayName("WF-01: add, read, list and delete; model and tool operations count apart")
  void addReadListDelete() {
    tracker.add("w1", Operation.LLM, Cost.usd("0.03"));
    tracker.add("w1", Operation.LLM, Cost.usd("0.05"));

    WorkflowCost two = tracker.get("w1");
    assertThat(two.totalCost()).isEqualByComparingTo("0.08");
    assertThat(two.llmCalls()).isEqualTo(2);
    assertThat(two.toolCalls()).isZero();
    assertThat(two.costs())
        .extracting(WorkflowCost.Entry::cost)
        .containsExactly(new BigDecimal("0.03"), new BigDecimal("0.05"));

    tracker.add("w1", Operation.TOOL, null);
    tracker.add("w1", Operation.OTHER, Cost.usd("0.01"));
    WorkflowCost four = tracker.get("w1");
    assertThat(four.toolCalls()).isEqualTo(1);
    assertThat(four.llmCalls()).isEqualTo(2);
    assertThat(four.totalCost()).isEqualByComparingTo("0.09");
    assertThat(two.costs()).as("a snapshot stays").hasSize(2);

    assertThat(tracker.all()).containsOnlyKeys("w1");
    assertThat(tracker.get("unknown")).isNull();
    assertThat(tracker.cost("unknown")).isZero();
    assertThat(tracker.delete("w1")).isTrue();
    assertThat(tracker.delete("w1")).isFalse();
    assertThat(tracker.get("w1")).isNull();
  }

  @Test
  @DisplayName("WF-02: starting a workflow again keeps its totals and its metadata")
  void startTwice() {
    assertThat(tracker.start("w1", Map.of("team", "search"))).isTrue();
    tracker.add("w1", Operation.LLM, Cost.usd("1"));

    assertThat(tracker.start("w1", Map.of("team", "other"))).isFalse();

    assertThat(tracker.get("w1").metadata()).containsExactly(Map.entry("team", "search"));
    assertThat(tracker.get("w1").totalCost()).isEqualByComparingTo("1");
  }

  @Test
  @DisplayName("WF-02: a workflow that began by itself keeps its totals when it is started")
  void startedLate() {
    tracker.add("w1", Operation.LLM, Cost.usd("1"));

    assertThat(tracker.start("w1", Map.of("team", "search"))).isFalse();

    assertThat(tracker.get("w1").llmCalls()).isEqualTo(1);
  }

  @Test
  @DisplayName("WF-07 D15: eight threads add 10,000 each, and no cent is lost")
  void manyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> done = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      done.add(
          threads.submit(
              () -> {
                start.await();
                for (int i = 0; i < 10_000; i++) {
                  tracker.add(
                      "w1", i % 2 == 0 ? Operation.LLM : Operation.TOOL, Cost.usd("0.0000001"));
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> one : done) {
      one.get();
    }
    threads.shutdown();

    WorkflowCost total = tracker.get("w1");
    assertThat(total.totalCost()).isEqualByComparingTo("0.008");
    assertThat(total.llmCalls()).isEqualTo(40_000);
    assertThat(total.toolCalls()).isEqualTo(40_000);
    assertThat(total.costs()).hasSize(WorkflowTracker.MAX_ENTRIES);
  }

  @Test
  @DisplayName("WF-08 D15: of a million workflows the 10,000 used last are known")
  void bounded() {
    tracker.add("first", Operation.LLM, Cost.usd("1"));
    for (int i = 0; i < 1_000_000; i++) {
      tracker.add("w" + i, Operation.TOOL, null);
      if (i % 5_000 == 0) {
        tracker.get("first");
      }
    }

    assertThat(tracker.size()).isEqualTo(WorkflowTracker.DEFAULT_CAPACITY);
    assertThat(tracker.get("w999999")).isNotNull();
    assertThat(tracker.get("w0")).as("not used for longest").isNull();
    assertThat(tracker.get("first")).as("used all the time").isNotNull();
  }

  @Test
  @DisplayName("WF-08: ids of any length take a bounded number of bytes and stay apart")
  void longIds() {
    String id = "x".repeat(256 * 1024);
    tracker.add(id + "a", Operation.LLM, Cost.usd("1"));
    tracker.add(id + "b", Operation.LLM, Cost.usd("2"));

    assertThat(tracker.cost(id + "a")).isEqualByComparingTo("1");
    assertThat(tracker.cost(id + "b")).isEqualByComparingTo("2");
    assertThat(tracker.all().keySet()).allMatch(key -> key.length() < 100);
  }

  @Test
  @DisplayName("WF-09: a span that was counted counts no second time")
  void oncePerSpan() {
    assertThat(tracker.add("w1", "00f067aa0ba902b7", Operation.LLM, BigDecimal.ONE)).isTrue();
    assertThat(tracker.add("w1", "00f067aa0ba902b7", Operation.LLM, BigDecimal.ONE)).isFalse();

    assertThat(tracker.get("w1").llmCalls()).isEqualTo(1);
    assertThat(tracker.cost("w1")).isEqualByComparingTo("1");
  }

  @Test
  @DisplayName("A tracker of no workflows is refused")
  void capacity() {
    assertThatThrownBy(() -> WorkflowTracker.create(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity: 0");
  }
}
