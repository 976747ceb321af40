package dev.parley.examples.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.sdk.tracking.ConversationStats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConversationsTest {

  @Test
  @DisplayName("Three calls are turns 1, 2, 3 in three traces; a turn by hand holds two steps")
  void turns() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback()) {
      ConversationStats stats = Conversations.talk(telemetry.parley(), account.client());

      assertThat(telemetry.spans())
          .extracting(
              span -> MemoryTelemetry.attributes(span).get("gen_ai.conversation.turn_number"))
          .isEqualTo(List.of(1L, 2L, 3L, 4L, 4L));
      Set<String> traces = new HashSet<>();
      telemetry.spans().forEach(span -> traces.add(span.getTraceId()));
      assertThat(traces).hasSize(5);
      assertThat(stats).isNotNull();
      assertThat(stats.calls()).isEqualTo(3);
      assertThat(stats.userId()).isEqualTo("user_123");
      assertThat(stats.totalCost()).isPositive();
      assertThat(telemetry.logs()).hasSize(1);
      assertThat(telemetry.logs().get(0).getEventName()).isEqualTo("gen_ai.evaluation.result");
      assertThat(MemoryTelemetry.attributes(telemetry.logs().get(0).getAttributes()))
          .contains(
              entry("gen_ai.conversation.id", "user_123_session_456"),
              entry("gen_ai.conversation.turn_number", 2L),
              entry("gen_ai.evaluation.score.label", "thumbs_down"),
              entry("gen_ai.evaluation.explanation", "It rained."));
    }
  }
}
