package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.tracking.ConversationStats;
import dev.parley.sdk.tracking.ConversationTracker;
import dev.parley.sdk.tracking.Operation;
import dev.parley.sdk.tracking.WorkflowCost;
import dev.parley.sdk.tracking.WorkflowTracker;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What ends inside a workflow or a conversation is counted there, without any code for it. */
class AccountsTest {
  private static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00"))
          .with("gpt-3.5-turbo", Price.perMillion("0.50", "1.50"))
          .with("local/free", Price.perMillion("0", "0"));

  private final SpanRecorder recorder = new SpanRecorder(builder -> builder.prices(PRICES));
  private final Parley parley = recorder.parley();

  private static void call(Parley parley, String model, long input, long output) {
    LlmCall call = LlmCall.of(parley, "chat", "openai").model(model).start();
    call.usage(Usage.of(input, output));
    call.end();
  }

  /** As another library would make it. */
  private static Span foreign(OpenTelemetry openTelemetry, String model) {
    return openTelemetry
        .getTracer("some-library")
        .spanBuilder("chat " + model)
        .setAttribute("gen_ai.operation.name", "chat")
        .setAttribute("gen_ai.request.model", model)
        .startSpan();
  }

  @Test
  @DisplayName("WF-03: spans of a workflow carry its running cost, model calls and tool calls")
  void runningTotals() {
    Workflow.of("w1")
        .run(
            () -> {
              call(parley, "gpt-4o", 2000, 0);
              Step.tool("search").on(parley).run(() -> {});
              call(parley, "gpt-4o", 2000, 0);
              Step.chain("answer").on(parley).run(() -> call(parley, "gpt-4o", 2000, 0));
            });

    assertThat(recorder.attributes("answer"))
        .containsEntry("workflow.total_cost_usd", 0.015)
        .containsEntry("workflow.llm_calls", 3L)
        .containsEntry("workflow.tool_calls", 1L);
    assertThat(recorder.attributes("search"))
        .containsEntry("workflow.total_cost_usd", 0.005)
        .containsEntry("workflow.llm_calls", 1L)
        .containsEntry("workflow.tool_calls", 1L);
  }

  @Test
  @DisplayName("WF-04: a workflow's cost adds up by itself, from steps and from other libraries")
  void automatic() {
    Workflow.of("w1")
        .run(
            () -> {
              Step.llm("one").on(parley).run(() -> call(parley, "gpt-4o", 1000, 500));
              Span span = foreign(parley.openTelemetry(), "gpt-4o-2024-08-06");
              span.setAttribute("gen_ai.usage.input_tokens", 1000);
              span.setAttribute("gen_ai.usage.output_tokens", 500);
              span.end();
              Step.llm("three").on(parley).run(() -> call(parley, "gpt-3.5-turbo", 100, 50));
            });
    call(parley, "gpt-4o", 1_000_000, 0);

    WorkflowCost cost = parley.workflows().get("w1");
    assertThat(cost.totalCost()).isEqualByComparingTo("0.015125");
    assertThat(cost.llmCalls()).as("a step around a call is no call of its own").isEqualTo(3);
  }

  @Test
  @DisplayName("WF-05 D1: a call without tokens counts, its span is exported, nothing is thrown")
  void withoutTokens() {
    Workflow.of("w1")
        .run(
            () -> {
              foreign(parley.openTelemetry(), "gpt-4o").end();
              Span zero = foreign(parley.openTelemetry(), "gpt-4o");
              zero.setAttribute("gen_ai.usage.input_tokens", 0);
              zero.end();
            });

    assertThat(recorder.spans()).hasSize(2);
    assertThat(parley.workflows().get("w1").llmCalls()).isEqualTo(2);
    assertThat(parley.workflows().get("w1").unpricedCalls()).isEqualTo(1);
    assertThat(parley.workflows().cost("w1")).isZero();
  }

  @Test
  @DisplayName("WF-06: a tracker that is given receives the counts, another Parley's stays empty")
  void givenTracker() {
    WorkflowTracker mine = WorkflowTracker.create();
    try (SpanRecorder other = new SpanRecorder(builder -> builder.prices(PRICES).workflows(mine))) {
      Workflow.of("w1").run(() -> call(other.parley(), "gpt-4o", 1000, 500));

      assertThat(other.parley().workflows()).isSameAs(mine);
      assertThat(mine.cost("w1")).isEqualByComparingTo("0.0075");
      assertThat(parley.workflows().get("w1")).isNull();
    }
  }

  @Test
  @DisplayName("WF-09 D15: a cost written by hand, added by hand and seen at the end counts once")
  void once() {
    Workflow.of("w1")
        .run(
            () -> {
              Span span = foreign(parley.openTelemetry(), "gpt-4o");
              Usage usage = Usage.of(1000, 500);
              GenAiSpan.of(span).on(parley).usage(usage).cost(PRICES).workflow("w1", "rag");
              parley
                  .workflows()
                  .add(
                      "w1",
                      span.getSpanContext().getSpanId(),
                      Operation.LLM,
                      Cost.usd("0.0075").total());
              span.end();
            });

    assertThat(parley.workflows().get("w1").llmCalls()).isEqualTo(1);
    assertThat(parley.workflows().cost("w1")).isEqualByComparingTo("0.0075");
  }

  @Test
  @DisplayName("WF-10: a workflow's user and session are on its spans, beside the conversation's")
  void userAndSession() {
    Conversation.of("c1")
        .user("talks")
        .run(() -> Workflow.of("w1").user("owns").session("s1").run(() -> recorder.span("inside")));

    assertThat(recorder.attributes("inside"))
        .containsEntry("workflow.user_id", "owns")
        .containsEntry("workflow.session_id", "s1")
        .containsEntry("user.id", "talks");
  }

  @Test
  @DisplayName("COST-09 D14: a free call costs 0, and counts in its workflow")
  void free() {
    Workflow.of("w1").run(() -> call(parley, "local/free", 10, 10));

    assertThat(recorder.only().getAttributes().asMap().toString())
        .contains("gen_ai.usage.cost_usd=0.0");
    assertThat(parley.workflows().get("w1").llmCalls()).isEqualTo(1);
    assertThat(parley.workflows().get("w1").unpricedCalls()).isZero();
    assertThat(parley.workflows().cost("w1")).isZero();
  }

  @Test
  @DisplayName("CV-01 D9: calls inside a conversation count there, turn by turn")
  void conversation() {
    Conversation.of("c1")
        .user("u1")
        .run(
            () -> {
              call(parley, "gpt-4o", 1000, 500);
              Step.agent("agent")
                  .on(parley)
                  .run(
                      () -> {
                        call(parley, "gpt-4o", 1000, 500);
                        call(parley, "gpt-3.5-turbo", 100, 50);
                      });
            });

    ConversationStats stats = parley.conversations().stats("c1");
    assertThat(stats.totalCost()).isEqualByComparingTo("0.015125");
    assertThat(stats.turnCount()).isEqualTo(2);
    assertThat(stats.calls()).isEqualTo(3);
    assertThat(stats.inputTokens()).isEqualTo(2100);
    assertThat(stats.models()).containsExactly("gpt-4o", "gpt-3.5-turbo");
    assertThat(stats.userId()).isEqualTo("u1");
  }

  @Test
  @DisplayName("CV-01: turns that are added go on after those that were counted")
  void turnsGoOn() {
    Conversation.of("c1").run(() -> call(parley, "gpt-4o", 1, 1));

    long added = parley.conversations().addTurn("c1", "q", "a", "gpt-4o", Usage.of(1, 1), null);

    assertThat(added).isEqualTo(2);
  }

  @Test
  @DisplayName("A call that the sampler drops costs all the same")
  void dropped() {
    try (SpanRecorder silent =
        new SpanRecorder(builder -> builder.prices(PRICES).sampler(Sampler.alwaysOff()))) {
      Conversation.of("c1")
          .run(() -> Workflow.of("w1").run(() -> call(silent.parley(), "gpt-4o", 1000, 500)));

      assertThat(silent.spans()).isEmpty();
      assertThat(silent.parley().workflows().cost("w1")).isEqualByComparingTo("0.0075");
      assertThat(silent.parley().conversations().cost("c1")).isEqualByComparingTo("0.0075");
    }
  }

  /** A provider that the application builds itself. */
  private static final class OwnProvider {
    final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    final OpenTelemetry openTelemetry;

    OwnProvider(SpanProcessor... processors) {
      var provider = SdkTracerProvider.builder();
      for (SpanProcessor processor : processors) {
        provider.addSpanProcessor(processor);
      }
      provider.addSpanProcessor(SimpleSpanProcessor.create(exporter));
      openTelemetry = OpenTelemetrySdk.builder().setTracerProvider(provider.build()).build();
    }

    Map<String, Object> attributes(String name) {
      SpanData span =
          exporter.getFinishedSpanItems().stream()
              .filter(ended -> ended.getName().equals(name))
              .findFirst()
              .orElseThrow();
      return SpanRecorder.map(span.getAttributes());
    }
  }

  @Test
  @DisplayName("WF-05: over a provider with our processor, its prices and trackers are shared")
  void sharedAccounts() {
    WorkflowTracker workflows = WorkflowTracker.create();
    OwnProvider own =
        new OwnProvider(
            ParleySpanProcessor.create(PRICES, workflows, ConversationTracker.create()));
    Parley over = SpanRecorder.builder(Map.of()).over(own.openTelemetry);

    Workflow.of("w1")
        .run(() -> Step.llm("step").on(over).run(() -> call(over, "gpt-4o", 1000, 500)));

    assertThat(over.workflows()).isSameAs(workflows);
    assertThat(workflows.get("w1").llmCalls()).isEqualTo(1);
    assertThat(workflows.cost("w1")).isEqualByComparingTo("0.0075");
    assertThat(own.attributes("chat gpt-4o")).containsEntry("gen_ai.usage.cost_usd", 0.0075);
    assertThat(own.attributes("step")).containsEntry("workflow.id", "w1");
  }

  @Test
  @DisplayName("WF-05: given the processor, trackers are shared before the first span of ours")
  void givenProcessor() {
    SpanProcessor processor = ParleySpanProcessor.create(PRICES);
    OwnProvider own = new OwnProvider(processor);
    Parley over = Parley.over(own.openTelemetry, processor);

    Workflow.of("w1")
        .run(
            () -> {
              Span span = foreign(own.openTelemetry, "gpt-4o");
              span.setAttribute("gen_ai.usage.input_tokens", 1000);
              span.end();
            });

    assertThat(over.workflows().cost("w1")).isEqualByComparingTo("0.0025");
    assertThat(over.prices()).isSameAs(PRICES);
  }

  @Test
  @DisplayName("WF-05: a finished provider: Parley's own spans carry context and cost")
  void finishedProvider() {
    OwnProvider own = new OwnProvider();
    Parley over = SpanRecorder.builder(Map.of()).prices(PRICES).over(own.openTelemetry);

    Conversation.of("c1")
        .user("u1")
        .run(
            () -> {
              Step.chain("first").on(over).run(() -> {});
              call(over, "gpt-4o", 1000, 500);
              own.openTelemetry.getTracer("some-library").spanBuilder("http").startSpan().end();
            });

    assertThat(own.attributes("first"))
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("gen_ai.conversation.turn_number", 1L);
    assertThat(own.attributes("chat gpt-4o"))
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("gen_ai.conversation.turn_number", 2L)
        .containsEntry("gen_ai.usage.cost_usd", 0.0075);
    assertThat(own.attributes("http")).isEmpty();
    assertThat(over.conversations().cost("c1")).isEqualByComparingTo("0.0075");
    assertThat(over.conversations().stats("c1").calls()).isEqualTo(1);
  }
}
