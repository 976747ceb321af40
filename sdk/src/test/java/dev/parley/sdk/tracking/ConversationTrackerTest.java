package dev.parley.sdk.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConversationTrackerTest {
  private final ConversationTracker tracker = ConversationTracker.create();

  @Test
  @DisplayName("CV-01: added turns are 1 and 2, and the statistics sum them up")
  void turns() {
    Instant before = Instant.now();
    tracker.start("c1", "u1");
    long first =
        tracker.addTurn("c1", "Hi", "Hello!", "gpt-4o", Usage.of(10, 20), Cost.usd("0.03"));
    long second =
        tracker.addTurn("c1", "Bye", "Bye!", "claude-sonnet-4-5", Usage.of(5, 7), Cost.usd("0.05"));

    assertThat(first).isEqualTo(1);
    assertThat(second).isEqualTo(2);
    assertThat(tracker.cost("c1")).isEqualByComparingTo("0.08");
    ConversationStats stats = tracker.stats("c1");
    assertThat(stats.turnCount()).isEqualTo(2);
    assertThat(stats.calls()).isEqualTo(2);
    assertThat(stats.inputTokens()).isEqualTo(15);
    assertThat(stats.outputTokens()).isEqualTo(27);
    assertThat(stats.models()).containsExactly("gpt-4o", "claude-sonnet-4-5");
    assertThat(stats.userId()).isEqualTo("u1");
    assertThat(stats.startedAt()).isBetween(before, Instant.now());
    assertThat(tracker.get("c1")).extracting(TrackedTurn::userMessage).containsExactly("Hi", "Bye");
  }

  @Test
  @DisplayName("CV-01: starting a conversation again keeps its sums and its user")
  void startTwice() {
    assertThat(tracker.start("c1", "u1")).isTrue();
    tracker.addTurn("c1", null, null, null, Usage.unknown(), Cost.usd("1"));
    assertThat(tracker.start("c1", "u2")).isFalse();

    assertThat(tracker.stats("c1").userId()).isEqualTo("u1");
    assertThat(tracker.cost("c1")).isEqualByComparingTo("1");
  }

  @Test
  @DisplayName("CV-02: of an unknown or empty conversation nothing is known, and it costs 0")
  void unknown() {
    tracker.start("empty", null);

    assertThat(tracker.get("unknown")).isNull();
    assertThat(tracker.stats("unknown")).isNull();
    assertThat(tracker.cost("unknown")).isZero();
    assertThat(tracker.stats("empty")).isNull();
    assertThat(tracker.cost("empty")).isZero();
    assertThat(tracker.delete("unknown")).isFalse();
    assertThat(tracker.delete("empty")).isTrue();
  }

  @Test
  @DisplayName("CV-03 D19: tokens count under their older and their newer names")
  void bothNames() {
    tracker.addTurn(
        "c1",
        null,
        null,
        "gpt-4o",
        Usage.fromMap(Map.of("prompt_tokens", 100, "completion_tokens", 50)),
        null);
    tracker.addTurn(
        "c1",
        null,
        null,
        "gpt-4o",
        Usage.fromMap(Map.of("input_tokens", 10, "output_tokens", 5)),
        null);

    assertThat(tracker.stats("c1").inputTokens()).isEqualTo(110);
    assertThat(tracker.stats("c1").outputTokens()).isEqualTo(55);
  }

  @Test
  @DisplayName("CV-04 D19: a turn without a cost adds nothing to the sum and harms nothing")
  void withoutCost() {
    tracker.addTurn("c1", "q", "a", "unheard-of", Usage.of(1, 1), null);
    tracker.addTurn("c1", "q", "a", "gpt-4o", Usage.of(1, 1), Cost.usd("0.5"));

    assertThat(tracker.cost("c1")).isEqualByComparingTo("0.5");
    assertThat(tracker.stats("c1").unpricedCalls()).isEqualTo(1);
    assertThat(tracker.get("c1").get(0).cost()).isNull();
  }

  @Test
  @DisplayName("D15: memory is bounded in conversations, turns, texts and ids")
  void bounded() {
    ConversationTracker small = ConversationTracker.create(100);
    String text = "é".repeat(5_000);
    for (int i = 0; i < 10_000; i++) {
      small.addTurn("c" + i, text, text, "m" + i, Usage.of(1, 1), null);
      small.addTurn("all", text, text, "m" + i, Usage.of(1, 1), null);
    }

    assertThat(small.size()).isEqualTo(100);
    assertThat(small.get("all")).hasSize(ConversationTracker.MAX_TURNS);
    assertThat(small.get("all").get(0).userMessage()).hasSize(ConversationTracker.MAX_TEXT);
    assertThat(small.stats("all").turnCount()).isEqualTo(10_000);
    assertThat(small.stats("all").models()).hasSizeLessThanOrEqualTo(50);
    assertThat(small.get("c0")).isNull();
    assertThat(small.get("c9950")).as("sums are kept longer than turns").isNull();
    assertThat(small.stats("c9950")).isNotNull();
  }

  @Test
  @DisplayName("A text is never cut within a character")
  void cut() {
    String text = "x".repeat(ConversationTracker.MAX_TEXT - 1) + "😀";
    tracker.addTurn("c1", text, null, null, Usage.unknown(), null);

    assertThat(tracker.get("c1").get(0).userMessage())
        .isEqualTo("x".repeat(ConversationTracker.MAX_TEXT - 1));
  }

  @Test
  @DisplayName("D19: calls count turns once, also those that are gone back to")
  void turnsOfCalls() {
    tracker.addCall("c1", 1L, "gpt-4o", Usage.of(1, 1), BigDecimal.ONE, "u1");
    tracker.addCall("c1", 1L, "gpt-4o", Usage.of(1, 1), BigDecimal.ONE, "u1");
    tracker.addCall("c1", 2L, "gpt-4o", Usage.of(1, 1), BigDecimal.ONE, null);
    tracker.addCall("c1", 1L, "gpt-4o", Usage.of(1, 1), BigDecimal.ONE, null);
    tracker.addCall("c1", null, "gpt-4o", Usage.of(1, 1), BigDecimal.ONE, null);

    assertThat(tracker.stats("c1").turnCount()).isEqualTo(2);
    assertThat(tracker.stats("c1").calls()).isEqualTo(5);
    assertThat(tracker.stats("c1").userId()).isEqualTo("u1");
  }
}
