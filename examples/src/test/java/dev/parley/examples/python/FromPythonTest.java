package dev.parley.examples.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.openai.client.OpenAIClient;
import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.sdk.ParleyLogProcessor;
import dev.parley.sdk.Step;
import dev.parley.sdk.tracking.ConversationTracker;
import dev.parley.sdk.tracking.WorkflowTracker;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The lines do what the snippets beside them promise. */
class FromPythonTest {

  @Test
  @DisplayName("Contexts: conversation, workflow, both, turn by hand, agent, attributes, nothing")
  void contexts() {
    try (GlobalTelemetry telemetry = new GlobalTelemetry()) {
      Last9GenAi.contexts(() -> Step.chain("work").run(() -> {}));

      List<Map<String, Object>> spans =
          telemetry.spans().stream().map(MemoryTelemetry::attributes).toList();
      assertThat(spans).hasSize(8);
      assertThat(spans.get(0))
          .contains(entry("gen_ai.conversation.id", "session_123"), entry("user.id", "user_456"));
      assertThat(spans.get(1)).containsEntry("gen_ai.conversation.turn_number", 2L);
      assertThat(spans.get(2))
          .contains(entry("workflow.id", "rag_search"), entry("workflow.type", "retrieval"));
      assertThat(spans.get(3))
          .contains(
              entry("gen_ai.conversation.id", "support_123"), entry("workflow.id", "order_lookup"));
      assertThat(spans.get(4)).containsEntry("gen_ai.conversation.turn_number", 3L);
      assertThat(spans.get(5))
          .contains(entry("gen_ai.agent.name", "router"), entry("gen_ai.agent.version", "2"));
      assertThat(spans.get(6))
          .contains(entry("custom.tenant", "acme"), entry("custom.plan", "gold"));
      assertThat(spans.get(7)).doesNotContainKeys("gen_ai.conversation.id", "custom.tenant");
    }
  }

  @Test
  @DisplayName(
      "Observed functions have category, tags, metadata and cost, with prices of their own")
  void observed() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback()) {
      OpenAIClient client = Last9GenAi.instrumented(telemetry.parley(), account.client());
      Assistant assistant = Last9GenAi.observed(client);
      assistant.handleSupportQuery("Where is my order?");
      assistant.analyzeData("1, 2, 3");
      assistant.retrieveDocuments("orders");
      Last9GenAi.observedWithPrices(account.client(), Last9GenAi.PRICES).callLlm("Hello!");
      Last9GenAi.step(new OpenAiAssistant(account.client()), "Hello!");

      assertThat(telemetry.attributes("handleSupportQuery"))
          .contains(
              entry("tags", List.of("production", "customer_support")),
              entry("user.category", "customer_support"),
              entry("metadata.priority", "high"));
      assertThat(telemetry.attributes("analyzeData"))
          .containsEntry("user.category", "data_analysis");
      assertThat(telemetry.attributes("retrieveDocuments"))
          .containsEntry("gen_ai.l9.span.kind", "tool");
      assertThat(telemetry.attributes("callLlm")).containsKey("gen_ai.usage.cost_usd");
      assertThat(telemetry.attributes("call_llm")).containsKey("gen_ai.usage.cost_usd");
    }
  }

  @Test
  @DisplayName("Attributes and spans by hand, trackers, values")
  void byHand() {
    try (GlobalTelemetry telemetry = new GlobalTelemetry()) {
      Span span =
          telemetry.parley().openTelemetry().getTracer("my-app").spanBuilder("mine").startSpan();
      Last9GenAi.onSpan(span);
      span.end();
      Last9GenAi.newSpans();

      assertThat(telemetry.attributes("mine"))
          .contains(
              entry("gen_ai.usage.cost_usd", 0.002875),
              entry("workflow.id", "rag_search"),
              entry("gen_ai.conversation.id", "session_123"),
              entry("gen_ai.conversation.turn_number", 2L),
              entry("gen_ai.prompt.version", "3"),
              entry("gen_ai.tool.name", "web_search"),
              entry("gen_ai.function.call.duration_ms", 150.0),
              entry("gen_ai.quality.score", 0.9),
              entry("gen_ai.request.max_tokens", 300L));
      assertThat(telemetry.only("mine").getEvents())
          .extracting(event -> event.getName())
          .contains(
              "gen_ai.content.prompt",
              "gen_ai.content.completion",
              "gen_ai.tool.call",
              "gen_ai.tool.result");
      assertThat(telemetry.spans())
          .extracting(SpanData::getName)
          .containsExactly("mine", "answer", "execute_tool web_search", "execute_tool web_search");
      Last9GenAi.counted(telemetry.parley());
    }
    WorkflowTracker workflows = WorkflowTracker.create();
    ConversationTracker conversations = ConversationTracker.create();
    Last9GenAi.trackers(workflows, conversations);
    assertThat(workflows.get("rag_12345")).isNull();
    assertThat(conversations.cost("session_123")).isEqualByComparingTo("0.002875");
    assertThat(Last9GenAi.values()).element(2).isEqualTo("anthropic");
    assertThat(Last9GenAi.values().get(0).toString()).contains("0.002875");
  }

  @Test
  @DisplayName("Set-ups build; those that lack an endpoint say which variable has it")
  void setUps() {
    assertThatThrownBy(Last9GenAi::last9).hasMessageContaining("LAST9_OTLP_ENDPOINT");
    assertThatThrownBy(LlmTracekit::setUp).hasMessageContaining("CX_ENDPOINT");
    try (var provider = Last9GenAi.ownProvider();
        var bridged = Last9GenAi.bridged(ParleyLogProcessor.create());
        var tracked = Last9GenAi.withTracker(WorkflowTracker.create());
        var indexed = LlmTracekit.indexed()) {
      assertThat(List.of(provider, bridged, tracked, indexed)).doesNotContainNull();
      assertThat(tracked.exportHealth()).isNotNull();
    }
  }

  @Test
  @DisplayName("An instrumented client is observed, and comes back plain")
  void poem() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback()) {
      assertThat(LlmTracekit.poem(telemetry.parley(), account.client())).isNotBlank();
      assertThat(telemetry.attributes("chat gpt-4o-mini")).containsKey("gen_ai.usage.cost_usd");
    }
  }
}
