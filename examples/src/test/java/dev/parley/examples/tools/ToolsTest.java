package dev.parley.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ToolsTest {

  @Test
  @DisplayName("A tool's span has its arguments, its result, and who approved or refused the call")
  void tools() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry()) {
      assertThat(ToolCalls.weather()).containsEntry("temp", 72);
      assertThat(ToolCalls.refund()).isEqualTo("refunded");
      ToolCalls.refused();
      assertThat(ToolCalls.flaky()).isEqualTo("42 pieces");

      assertThat(telemetry.attributes("execute_tool web_search"))
          .contains(
              entry("gen_ai.tool.name", "web_search"),
              entry("gen_ai.tool.type", "search"),
              entry("gen_ai.tool.call.arguments", "{\"query\":\"weather\"}"),
              entry("gen_ai.tool.call.result", "{\"temp\":72}"));
      List<SpanData> refunds =
          telemetry.spans().stream()
              .filter(span -> span.getName().equals("execute_tool refund"))
              .toList();
      assertThat(MemoryTelemetry.attributes(refunds.get(0)))
          .contains(
              entry("gen_ai.tool.call.id", "call_17"),
              entry("parley.tool.approval", "approved"),
              entry("parley.tool.approval.by", "alice"))
          .containsKeys("parley.tool.approval.at", "parley.tool.approval.wait_ms");
      assertThat(MemoryTelemetry.attributes(refunds.get(1)))
          .contains(
              entry("parley.tool.approval", "refused"),
              entry("parley.tool.approval.by", "bob"),
              entry("parley.tool.approval.reason", "too much"))
          .doesNotContainKey("gen_ai.tool.call.result");
      assertThat(telemetry.attributes("stock_level"))
          .contains(entry("parley.retry.attempt", 3L), entry("parley.retry.count", 2L));
      assertThat(telemetry.only("stock_level").getEvents())
          .filteredOn(event -> event.getName().equals("parley.retry"))
          .hasSize(2);
    }
  }

  @Test
  @DisplayName("Feedback reaches a conversation, a turn, and a span that has ended long ago")
  void feedback() {
    try (GlobalTelemetry telemetry = new GlobalTelemetry()) {
      SpanContext answer = Feedbacks.answer();
      Feedbacks.ofUser(answer.getTraceId(), answer.getSpanId());

      List<Map<String, Object>> given =
          telemetry.logs().stream()
              .map(log -> MemoryTelemetry.attributes(log.getAttributes()))
              .toList();
      assertThat(given).hasSize(4);
      assertThat(given.get(0))
          .contains(
              entry("gen_ai.evaluation.name", "helpfulness"),
              entry("gen_ai.evaluation.score.value", 0.8),
              entry("gen_ai.conversation.id", "session_123"),
              entry("gen_ai.conversation.turn_number", 1L));
      assertThat(given.get(1)).containsEntry("gen_ai.evaluation.score.label", "thumbs_up");
      assertThat(given.get(2))
          .contains(
              entry("gen_ai.evaluation.score.label", "thumbs_down"),
              entry("gen_ai.evaluation.explanation", "Wrong order"),
              entry("user.id", "user_456"));
      assertThat(given.get(3)).containsEntry("gen_ai.evaluation.score.label", "friendly");
      assertThat(telemetry.logs().get(3).getSpanContext().getSpanId())
          .isEqualTo(answer.getSpanId());
    }
  }
}
