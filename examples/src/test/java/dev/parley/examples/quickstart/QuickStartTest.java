package dev.parley.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuickStartTest {

  @Test
  @DisplayName("Ten lines of Java give a conversation, a turn, a workflow, and one priced call")
  void quickStart() throws Exception {
    try (MemoryTelemetry telemetry = new MemoryTelemetry();
        LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load())) {
      String answer = QuickStart.answer(telemetry.parley(), provider.baseUrl(), "When?");

      assertThat(answer).isNotBlank();
      assertThat(telemetry.spans()).hasSize(2);
      assertThat(telemetry.spans())
          .allSatisfy(
              span ->
                  assertThat(MemoryTelemetry.attributes(span))
                      .containsEntry("gen_ai.conversation.id", "session_123")
                      .containsEntry("gen_ai.conversation.turn_number", 1L)
                      .containsEntry("user.id", "user_456")
                      .containsEntry("workflow.id", "order_lookup"));
      assertThat(telemetry.spans())
          .filteredOn(span -> MemoryTelemetry.attributes(span).containsKey("gen_ai.usage.cost_usd"))
          .hasSize(1);
      assertThat(MemoryTelemetry.attributes(telemetry.named("answer").get(0)))
          .containsEntry("user.category", "customer_support");
    }
  }
}
