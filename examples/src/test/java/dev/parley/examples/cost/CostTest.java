package dev.parley.examples.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.openai.client.OpenAIClient;
import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.tracking.WorkflowCost;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CostTest {

  @Test
  @DisplayName("150 tokens in and 250 out of a dated gpt-4o cost $0.002875, exactly")
  void byHand() {
    assertThat(Costs.byHand()).isNotNull();
    assertThat(Costs.byHand().total()).isEqualByComparingTo("0.002875");
    WorkflowCost other = Costs.otherOrigin();
    assertThat(other).isNotNull();
    assertThat(other.totalCost()).isEqualByComparingTo("0.02");
    assertThat(other.toolCalls()).isEqualTo(1);
  }

  @Test
  @DisplayName("Spans of a library that knows nothing of Parley are priced and counted")
  void spansOfOthers() {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    try (Parley parley =
        Parley.builder()
            .prices(Costs.PRICES)
            .spanExporter(spans)
            .immediateExport()
            .console() // For metrics: they go nowhere.
            .build()) {
      Costs.workflow(parley.openTelemetry().getTracer("some-library"));
      parley.flush(Duration.ofSeconds(10));

      List<SpanData> ended = spans.getFinishedSpanItems();
      assertThat(MemoryTelemetry.attributes(GlobalTelemetry.only(ended, "chat gpt-4o-2024-08-06")))
          .contains(
              entry("workflow.id", "rag_12345"),
              entry("gen_ai.usage.cost_usd", 0.0075),
              entry("parley.cost.source", "estimated"));
      assertThat(
              MemoryTelemetry.attributes(GlobalTelemetry.only(ended, "chat model-without-a-price")))
          .contains(entry("workflow.llm_calls", 3L))
          .doesNotContainKey("gen_ai.usage.cost_usd");
      WorkflowCost cost = parley.workflows().get("rag_12345");
      assertThat(cost).isNotNull();
      assertThat(cost.totalCost()).isEqualByComparingTo("0.007502");
      assertThat(cost.llmCalls()).isEqualTo(3);
      assertThat(cost.unpricedCalls()).isEqualTo(1);
      assertThat(parley.unpricedCalls()).isEqualTo(1);
      assertThat(Costs.isExpensive(parley, "unknown")).isFalse();
    }
  }

  @Test
  @DisplayName("Calls beyond a budget are marked; where it is enforced they are not made")
  void budgets() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback()) {
      OpenAIClient client =
          OpenAiInstrumentation.create(telemetry.parley()).instrument(account.client());

      assertThat(Budgets.marked(client)).hasSize(2);
      assertThat(telemetry.spans())
          .extracting(span -> MemoryTelemetry.attributes(span).get("parley.budget.exceeded"))
          .isEqualTo(Arrays.asList(null, true));

      List<String> answers = Budgets.enforced(client);
      BigDecimal spent = telemetry.parley().conversations().cost("strict");
      assertThat(answers)
          .hasSize(2)
          .last()
          .isEqualTo("No more: " + spent + " of 0.00001 USD are spent.");
      assertThat(telemetry.parley().conversations().stats("strict")).isNotNull();
      Map<String, Object> refused =
          MemoryTelemetry.attributes(telemetry.spans().get(telemetry.spans().size() - 1));
      assertThat(refused)
          .containsEntry("error.type", "dev.parley.sdk.BudgetExceededException")
          .doesNotContainKey("gen_ai.usage.input_tokens");

      assertThat(Budgets.nightly(client)).isNotBlank();
    }
  }
}
