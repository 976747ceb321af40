package dev.parley.examples.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.offset;

import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.sdk.Parley;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StartTest {

  @Test
  @DisplayName("A step around a client that is not observed knows model, tokens and cost")
  void basicUsage() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback()) {
      String answer = BasicUsage.ask(account.client(), "What is a trace?");

      assertThat(telemetry.spans()).hasSize(1);
      SpanData span = telemetry.only("answer");
      assertThat(MemoryTelemetry.attributes(span))
          .contains(
              entry("gen_ai.l9.span.kind", "llm"),
              entry("gen_ai.conversation.id", "session_123"),
              entry("gen_ai.conversation.turn_number", 1L),
              entry("user.id", "user_456"),
              entry("gen_ai.response.model", "gpt-4o-2024-08-06"))
          .containsKeys(
              "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.cost_usd");
      assertThat(GlobalTelemetry.content(span, "gen_ai.content.prompt", "gen_ai.prompt"))
          .isEqualTo("What is a trace?");
      assertThat(GlobalTelemetry.content(span, "gen_ai.content.completion", "gen_ai.completion"))
          .isEqualTo(answer);
      assertThat(telemetry.parley().conversations().cost("session_123")).isPositive();
    }
  }

  @Test
  @DisplayName("Two calls of an observed client are two turns, each with its messages and its cost")
  void openAi() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback()) {
      String said = OpenAiCalls.talk(telemetry.parley(), account.client());

      assertThat(said).endsWith("comes back: true");
      assertThat(telemetry.spans())
          .extracting(
              span -> MemoryTelemetry.attributes(span).get("gen_ai.conversation.turn_number"))
          .containsExactly(1L, 2L);
      assertThat(telemetry.spans())
          .allSatisfy(
              span -> {
                Map<String, Object> attributes = MemoryTelemetry.attributes(span);
                assertThat(span.getName()).isEqualTo("chat gpt-4o");
                assertThat(attributes)
                    .contains(
                        entry("gen_ai.conversation.id", "support_session_456"),
                        entry("user.id", "user_456"))
                    .containsKey("gen_ai.usage.cost_usd");
                assertThat(attributes.get("gen_ai.input.messages").toString())
                    .contains("I need help with my order");
              });
    }
  }

  @Test
  @DisplayName("Anthropic's answers are read by their shape: cached tokens, cost, one turn each")
  void plainHttp() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load())) {
      List<String> answers = new PlainHttp(provider.origin(), "none").talk();

      assertThat(answers).hasSize(2);
      assertThat(telemetry.spans()).hasSize(2);
      Map<String, Object> second = MemoryTelemetry.attributes(telemetry.spans().get(1));
      assertThat(second)
          .contains(
              entry("gen_ai.conversation.turn_number", 2L),
              entry("gen_ai.provider.name", "anthropic"),
              entry("gen_ai.request.model", "claude-sonnet-4-5"),
              entry("gen_ai.request.max_tokens", 300L),
              entry("gen_ai.response.finish_reasons", List.of("end_turn")));
      double cached = ((Number) second.get("gen_ai.usage.cache_read.input_tokens")).doubleValue();
      double input = ((Number) second.get("gen_ai.usage.input_tokens")).doubleValue();
      double output = ((Number) second.get("gen_ai.usage.output_tokens")).doubleValue();
      assertThat(cached).isPositive();
      assertThat((Double) second.get("gen_ai.usage.cost_usd"))
          .isCloseTo(((input - cached) * 3 + cached * 0.30 + output * 15) / 1e6, offset(1e-12));
    }
  }

  @Test
  @DisplayName("A redactor takes card numbers out of what is asked and answered")
  void redaction() {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    try (Parley parley = RedactedContent.builder().spanExporter(spans).immediateExport().build()) {
      assertThat(RedactedContent.pay(parley)).contains("4111");

      SpanData span = GlobalTelemetry.only(spans.getFinishedSpanItems(), "pay");
      assertThat(GlobalTelemetry.content(span, "gen_ai.content.prompt", "gen_ai.prompt"))
          .isEqualTo("Charge [card]");
      assertThat(GlobalTelemetry.content(span, "gen_ai.content.completion", "gen_ai.completion"))
          .isEqualTo("charged [card]");
    }
  }
}
