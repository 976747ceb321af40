package dev.parley.examples.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.sdk.PromptTemplate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManualTest {

  @Test
  @DisplayName("A call, a tool and a span of the application's own, written by hand")
  void spans() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry()) {
      ManualSpans.call("What is a span?");
      ManualSpans.tool();
      ManualSpans.own(telemetry.parley().openTelemetry().getTracer("my-app"));

      assertThat(telemetry.attributes("answer"))
          .contains(
              entry("gen_ai.conversation.id", "c1"),
              entry("user.id", "u1"),
              entry("gen_ai.conversation.turn_number", 2L),
              entry("gen_ai.request.temperature", 0.2),
              entry("gen_ai.request.max_tokens", 300L),
              entry("gen_ai.response.finish_reasons", List.of("stop")),
              entry("gen_ai.usage.cost_usd", 0.0075));
      assertThat(telemetry.attributes("execute_tool web_search"))
          .contains(
              entry("gen_ai.tool.call.result", "{\"temp\":72}"),
              entry("gen_ai.function.call.duration_ms", 150.0));
      assertThat(telemetry.attributes("gen_ai.chat"))
          .contains(
              entry("gen_ai.l9.span.kind", "llm"),
              entry("gen_ai.usage.total_tokens", 400L),
              entry("gen_ai.usage.cost_usd", 0.002875),
              entry("gen_ai.response.time_ms", 820.0),
              entry("gen_ai.quality.score", 0.9),
              entry("shop.branch", "Berlin"));
    }
  }

  @Test
  @DisplayName("Each answer says which version of which prompt it was made with")
  void prompts() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback()) {
      PromptVersions.summary(account.client(), PromptVersions.SUMMARY);
      PromptVersions.summary(
          account.client(), PromptTemplate.of("other").id("summary").version("4"));

      assertThat(telemetry.spans()).hasSize(2);
      assertThat(MemoryTelemetry.attributes(telemetry.spans().get(0)))
          .contains(
              entry("gen_ai.prompt.template", "Summarise {text} in {n} words."),
              entry("gen_ai.prompt.hash", "5b20eec4f7ca14a6"),
              entry("gen_ai.prompt.template_id", "summary"),
              entry("gen_ai.prompt.version", "3"))
          .containsKey("gen_ai.usage.cost_usd");
      assertThat(MemoryTelemetry.attributes(telemetry.spans().get(1)))
          .containsEntry("gen_ai.prompt.version", "4");
    }
  }
}
