package dev.parley.server.dialect;

import static dev.parley.server.dialect.Fixture.json;
import static dev.parley.server.dialect.Fixture.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.model.Call;
import dev.parley.server.model.Content;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Span;
import dev.parley.server.model.UsageRole;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What Parley's own SDK writes beside calls: running totals, marks and judgements. */
class ParleySdkTest {
  private static final String SCOPE = "dev.parley.sdk";

  @Test
  @DisplayName("running totals of a workflow and the cost of inner calls are no cost of the span")
  void runningTotals() {
    for (String kind : new String[] {"llm", "tool", "chain", "agent", "prompt"}) {
      Span span =
          span(
                  "answer",
                  "gen_ai.l9.span.kind",
                  kind,
                  "workflow.id",
                  "w",
                  "workflow.total_cost_usd",
                  1.25,
                  "workflow.llm_calls",
                  3,
                  "workflow.tool_calls",
                  2,
                  "parley.cost.inner_usd",
                  0.5)
              .scope(SCOPE)
              .map();
      assertThat(span.call().cost()).as(kind).isNull();
      assertThat(span.call().usage()).as(kind).isNull();
      assertThat(span.identity().workflowId()).isEqualTo("w");
      assertThat(span.raw().attributes())
          .contains("workflow.total_cost_usd", "parley.cost.inner_usd");
    }
  }

  @Test
  @DisplayName("a call keeps its own cost beside running totals")
  void ownCost() {
    Call call =
        span(
                "chat gpt-4o",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.usage.input_tokens",
                10,
                "gen_ai.usage.output_tokens",
                5,
                "gen_ai.usage.cost_usd",
                0.25,
                "workflow.total_cost_usd",
                7.5)
            .scope(SCOPE)
            .map()
            .call();
    assertThat(call.role()).isEqualTo(UsageRole.OWN);
    assertThat(call.cost()).isNotNull();
    assertThat(call.cost().total()).isEqualByComparingTo("0.25");
  }

  @Test
  @DisplayName("a wrapper repeats a call whatever usage and cost it carries")
  void wrapper() {
    Call call =
        span(
                "answer",
                "gen_ai.l9.span.kind",
                "llm",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.usage.input_tokens",
                10,
                "gen_ai.usage.output_tokens",
                5,
                "gen_ai.usage.cost_usd",
                0.25,
                "parley.usage.role",
                "wrapper")
            .scope(SCOPE)
            .map()
            .call();
    assertThat(call.role()).isEqualTo(UsageRole.DUPLICATE);
  }

  @Test
  @DisplayName("an agent's summed usage and cost are an aggregate")
  void aggregate() {
    Span span =
        span(
                "desk",
                "gen_ai.l9.span.kind",
                "agent",
                "gen_ai.usage.input_tokens",
                10,
                "gen_ai.usage.output_tokens",
                5,
                "gen_ai.usage.cost_usd",
                0.25)
            .scope(SCOPE)
            .map();
    assertThat(span.kind()).isEqualTo(Kind.AGENT);
    assertThat(span.call().role()).isEqualTo(UsageRole.AGGREGATE);
  }

  @Test
  @DisplayName("a judgement of an answer is none of its messages, and stays on the span as sent")
  void judgement() {
    Span span =
        span(
                "chat gpt-4o",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.request.model",
                "gpt-4o",
                "parley.budget.exceeded",
                true,
                "parley.budget.limit_usd",
                0.5)
            .event("gen_ai.content.prompt", "gen_ai.prompt", "hi")
            .event("gen_ai.content.completion", "gen_ai.completion", "hello")
            .event(
                "gen_ai.evaluation.result",
                "gen_ai.evaluation.name",
                "thumbs",
                "gen_ai.evaluation.score.value",
                1.0,
                "gen_ai.evaluation.score.label",
                "up",
                "gen_ai.evaluation.explanation",
                "helped me")
            .scope(SCOPE)
            .map();
    assertThat(json(span.content().input())).singleElement().asString().contains("hi");
    assertThat(json(span.content().output())).singleElement().asString().contains("hello");
    assertThat(span.raw().events()).contains("gen_ai.evaluation.result", "helped me");
    assertThat(span.raw().attributes()).contains("parley.budget.exceeded");
    assertThat(span.failure()).isNull();
    assertThat(span.call().role()).isEqualTo(UsageRole.OWN);
  }

  @Test
  @DisplayName("a span that only carries a judgement is no call and no turn of a conversation")
  void judgementAlone() {
    Span span =
        span(
                "feedback",
                "gen_ai.conversation.id",
                "c",
                "gen_ai.evaluation.name",
                "thumbs",
                "gen_ai.evaluation.score.value",
                1.0)
            .scope(SCOPE)
            .map();
    assertThat(span.call()).isEqualTo(Call.NONE);
    assertThat(span.kind().isGenAi()).isFalse();
    assertThat(span.identity().conversationId()).isEqualTo("c");
  }

  @Test
  @DisplayName("a tool's approval stays on its span as sent")
  void approval() {
    Span span =
        span(
                "refund",
                "gen_ai.l9.span.kind",
                "tool",
                "gen_ai.tool.name",
                "refund",
                "parley.tool.approval",
                "approved",
                "parley.tool.approval.by",
                "ann")
            .scope(SCOPE)
            .map();
    assertThat(span.kind()).isEqualTo(Kind.TOOL_CALL);
    assertThat(span.tool()).isNotNull();
    assertThat(span.tool().name()).isEqualTo("refund");
    assertThat(span.content()).isEqualTo(Content.NONE);
    assertThat(span.raw().attributes()).contains("parley.tool.approval.by", "ann");
  }
}
