package dev.parley.examples.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoutedAgentsTest {

  @Test
  @DisplayName("Every span says which agent acted; a question is one turn and one trace")
  void agents() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback()) {
      RoutedAgents agents =
          new RoutedAgents(
              OpenAiInstrumentation.create(telemetry.parley()).instrument(account.client()));
      assertThat(agents.ask("I want my money back")).isNotBlank();

      assertThat(telemetry.spans())
          .extracting(SpanData::getName, span -> attribute(span, "gen_ai.agent.name"))
          .containsExactly(
              tuple("chat gpt-4o-mini", "router"),
              tuple("execute_tool search_handbook", "billing"),
              tuple("chat gpt-4o-mini", "billing"),
              tuple("invoke_agent billing", "billing"),
              tuple("invoke_agent router", "router"));
      assertThat(telemetry.spans())
          .extracting(span -> attribute(span, "gen_ai.conversation.turn_number"))
          .containsOnly(1L);
      assertThat(telemetry.spans())
          .filteredOn(span -> "billing".equals(attribute(span, "gen_ai.agent.name")))
          .extracting(span -> attribute(span, "gen_ai.agent.version"))
          .containsOnlyNulls();
      assertThat(telemetry.spans())
          .extracting(SpanData::getTraceId)
          .containsOnly(telemetry.spans().get(0).getTraceId());
    }
  }

  private static Object attribute(SpanData span, String key) {
    return MemoryTelemetry.attributes(span).get(key);
  }
}
