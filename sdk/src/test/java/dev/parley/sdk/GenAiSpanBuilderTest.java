package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GenAiSpanBuilderTest {
  private final SpanRecorder spans = new SpanRecorder();

  @AfterEach
  void close() {
    spans.close();
  }

  private GenAiSpanBuilder llm(String name) {
    return GenAiSpan.llm(name).on(spans.parley());
  }

  @Test
  @DisplayName("MH-10 D20: a model call's span has the name given, and its kind's attributes")
  void llmSpan() {
    llm("summarise the ticket").model("claude-sonnet-4").start().usage(Usage.of(10, 5)).end();

    SpanData span = spans.only();
    assertThat(span.getName()).isEqualTo("summarise the ticket");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(SpanRecorder.map(span.getAttributes()))
        .isEqualTo(
            Map.of(
                "gen_ai.l9.span.kind", "llm",
                "gen_ai.operation.name", "chat",
                "gen_ai.request.model", "claude-sonnet-4",
                "gen_ai.provider.name", "anthropic",
                "gen_ai.system", "anthropic",
                "gen_ai.usage.input_tokens", 10L,
                "gen_ai.usage.output_tokens", 5L,
                "gen_ai.usage.total_tokens", 15L));
  }

  @Test
  @DisplayName("MH-10 D20: a tool's span has the name given, and its kind's attributes")
  void toolSpan() {
    GenAiSpan.tool("look up").on(spans.parley()).start().end();

    SpanData span = spans.only();
    assertThat(span.getName()).isEqualTo("look up");
    assertThat(SpanRecorder.map(span.getAttributes()))
        .containsEntry("gen_ai.l9.span.kind", "tool")
        .containsEntry("gen_ai.operation.name", "execute_tool")
        .containsEntry("gen_ai.tool.name", "look up")
        .containsKey("gen_ai.function.call.duration_ms");
  }

  @Test
  @DisplayName("CV-06: one call makes a conversation's span of a model call")
  void conversationSpan() {
    GenAiSpan call =
        GenAiSpan.llm(null)
            .on(spans.parley())
            .model("gpt-4o")
            .conversation("c1")
            .user("u1")
            .turn(4)
            .start();
    try (Scope scope = call.makeCurrent()) {
      spans.span("inside");
    }
    call.end();
    spans.span("after");

    assertThat(spans.attributes("chat gpt-4o"))
        .containsEntry("gen_ai.request.model", "gpt-4o")
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.l9.span.kind", "llm")
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("gen_ai.conversation.turn_number", 4L)
        .containsEntry("user.id", "u1");
    assertThat(spans.attributes("inside"))
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("gen_ai.conversation.turn_number", 4L);
    assertThat(spans.attributes("after")).isEmpty();
  }

  @Test
  @DisplayName("CV-06: conversation and turn are on it without Parley's processor, too")
  void withoutProcessor() {
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    try (OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build()) {
      GenAiSpan.llm(null)
          .on(Parley.over(sdk))
          .model("gpt-4o")
          .conversation("c1")
          .session("s1")
          .turn(2)
          .start()
          .end();
      assertThat(SpanRecorder.map(exporter.getFinishedSpanItems().get(0).getAttributes()))
          .containsEntry("gen_ai.conversation.id", "c1")
          .containsEntry("gen_ai.conversation.turn_number", 2L)
          .containsEntry("session.id", "s1");
    }
  }

  @Test
  @DisplayName("Each started span is the next turn, unless one is around it")
  void turns() {
    try (ContextScope conversation = Conversation.of("c").open()) {
      llm("first").start().end();
      GenAiSpan second = GenAiSpan.of(StepKind.AGENT, "second").on(spans.parley()).start();
      try (Scope scope = second.makeCurrent()) {
        llm("inside").start().end();
      }
      second.end();
    }
    AttributeKey<Long> turn = AttributeKey.longKey("gen_ai.conversation.turn_number");
    assertThat(spans.named("first").getAttributes().get(turn)).isEqualTo(1);
    assertThat(spans.named("second").getAttributes().get(turn)).isEqualTo(2);
    assertThat(spans.named("inside").getAttributes().get(turn)).isEqualTo(2);
    assertThat(spans.named("inside").getParentSpanId())
        .isEqualTo(spans.named("second").getSpanId());
  }

  @Test
  @DisplayName("A failed call has status, error type and one exception event")
  void failure() {
    GenAiSpan call = llm("call").start();
    call.fail(new IllegalStateException("429"));
    call.end();

    SpanData span = spans.only();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEvents()).hasSize(1);
    assertThat(SpanRecorder.map(span.getAttributes()))
        .containsEntry("error.type", "java.lang.IllegalStateException");
  }

  @Test
  @DisplayName("Around an instrumented client the span is its wrapper, and the metrics count once")
  void wrapper() {
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    InMemoryMetricReader metrics = InMemoryMetricReader.create();
    try (OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build()) {
      Parley parley = Parley.over(sdk);
      GenAiSpan outer = GenAiSpan.llm("outer").on(parley).model("gpt-4o").start();
      try (Scope scope = outer.makeCurrent()) {
        LlmCall inner = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
        inner.usage(Usage.of(1000, 500));
        inner.end();
      }
      outer.usage(Usage.of(1000, 500)).end();
      GenAiSpan.llm("alone").on(parley).model("gpt-4o").start().usage(Usage.of(1, 1)).end();

      AttributeKey<String> role = AttributeKey.stringKey("parley.usage.role");
      assertThat(exporter.getFinishedSpanItems())
          .extracting(SpanData::getName, span -> span.getAttributes().get(role))
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("chat gpt-4o", null),
              org.assertj.core.groups.Tuple.tuple("outer", "wrapper"),
              org.assertj.core.groups.Tuple.tuple("alone", null));
      assertThat(metrics.collectAllMetrics())
          .filteredOn(metric -> metric.getName().equals("gen_ai.client.operation.duration"))
          .singleElement()
          .satisfies(
              metric ->
                  assertThat(metric.getHistogramData().getPoints())
                      .singleElement()
                      .satisfies(point -> assertThat(point.getCount()).isEqualTo(2)));
    }
  }

  @Test
  @DisplayName("Model and provider that are told after the start count as those told before")
  void modelAfterStart() {
    PriceBook book = PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"));
    InMemoryMetricReader metrics = InMemoryMetricReader.create();
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(ParleySpanProcessor.create(book))
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build();
    Parley parley = Parley.over(sdk);

    Step.of(StepKind.CHAIN, "step")
        .on(parley)
        .run(
            () ->
                GenAiSpan.llm("call")
                    .on(parley)
                    .start()
                    .usage(Usage.of(1000, 500))
                    .model("gpt-4o")
                    .provider("azure")
                    .end());

    assertThat(exporter.getFinishedSpanItems())
        .filteredOn(span -> span.getName().equals("step"))
        .singleElement()
        .satisfies(
            span ->
                assertThat(SpanRecorder.map(span.getAttributes()))
                    .containsEntry("parley.cost.inner_usd", 0.0075));
    assertThat(metrics.collectAllMetrics())
        .flatExtracting(metric -> metric.getData().getPoints())
        .allSatisfy(
            point ->
                assertThat(SpanRecorder.map(point.getAttributes()))
                    .containsEntry("gen_ai.request.model", "gpt-4o")
                    .containsKey("gen_ai.provider.name"));
    sdk.close();
  }

  @Test
  @DisplayName("A cost by hand is what a call cost, also for the step around and told before usage")
  void costByHand() {
    try (SpanRecorder priced =
        new SpanRecorder(
            builder ->
                builder.prices(
                    PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"))))) {
      Step.of(StepKind.CHAIN, "step")
          .on(priced.parley())
          .run(
              () ->
                  GenAiSpan.llm("call")
                      .on(priced.parley())
                      .model("gpt-4o")
                      .start()
                      .cost(Cost.usd("0.5"))
                      .usage(Usage.of(1000, 500))
                      .end());

      assertThat(priced.attributes("call")).containsEntry("gen_ai.usage.cost_usd", 0.5);
      assertThat(priced.attributes("step")).containsEntry("parley.cost.inner_usd", 0.5);
    }
  }

  @Test
  @DisplayName("An empty id opens no conversation and is on no span, as with scopes")
  void emptyIds() {
    GenAiSpan call = llm("call").conversation("").user("").session("").start();
    try (Scope scope = call.makeCurrent()) {
      spans.span("inside");
    }
    call.end();

    assertThat(spans.attributes("inside")).doesNotContainKey("gen_ai.conversation.id");
    assertThat(spans.attributes("call"))
        .doesNotContainKeys("gen_ai.conversation.id", "user.id", "session.id", "workflow.user_id");
  }

  @Test
  @DisplayName("A failure is told alike on every kind of span: its cause, also one without words")
  void failures() {
    class Speechless extends RuntimeException {
      @Override
      public String getMessage() {
        throw new IllegalStateException("no words");
      }
    }
    GenAiSpan.of(spans.start("foreign")).fail(new CompletionException(null, new Speechless()));
    llm("call").start().fail(new ExecutionException(null, new Speechless()));
    GenAiSpan.tool("tool")
        .on(spans.parley())
        .start()
        .fail(new CompletionException(null, new Speechless()));

    assertThat(spans.spans())
        .hasSize(3)
        .allSatisfy(
            span -> {
              assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
              assertThat(SpanRecorder.map(span.getAttributes()))
                  .containsEntry("error.type", Speechless.class.getName());
            });
  }

  @Test
  @DisplayName("Made current, it is the current span")
  void current() {
    GenAiSpan call = llm("call").start();
    try (Scope scope = call.makeCurrent()) {
      assertThat(Span.current()).isSameAs(call.span());
      GenAiSpan.current().finishReasons("stop");
    }
    call.end();
    assertThat(spans.attributes("call")).containsKey("gen_ai.response.finish_reasons");
  }

  @Test
  @DisplayName("Where only the span by hand knows the usage, it counts, and the one inside not")
  void onlyByHand() {
    GenAiSpan outer = llm("outer").model("gpt-4o").start();
    try (Scope scope = outer.makeCurrent()) {
      LlmCall.of(spans.parley(), "chat", "openai").model("gpt-4o").start().end();
      LlmCall.of(spans.parley(), "embeddings", "openai").start().end();
    }
    outer.usage(Usage.of(1000, 500)).end();
    assertThat(spans.attributes("outer")).doesNotContainKey("parley.usage.role");
  }

  @Test
  @DisplayName("A call by hand is priced, by the model that answered, whichever is told first")
  void priced() {
    PriceBook prices =
        PriceBook.empty()
            .with("gpt-4o", Price.perMillion("2.50", "10.00"))
            .with("gpt-4o-mini", Price.perMillion("0.15", "0.60"));
    try (SpanRecorder priced = new SpanRecorder(builder -> builder.prices(prices))) {
      GenAiSpan.llm("usage first")
          .on(priced.parley())
          .model("gpt-4o")
          .start()
          .usage(Usage.of(1_000_000, 0))
          .responseModel("gpt-4o-mini")
          .end();
      GenAiSpan.llm("by hand")
          .on(priced.parley())
          .model("gpt-4o")
          .start()
          .usage(Usage.of(1_000_000, 0))
          .cost(PriceBook.empty().with("gpt-4o", Price.perMillion("7", "7")))
          .responseModel("gpt-4o-mini")
          .end();
      GenAiSpan outer = GenAiSpan.llm("outer").on(priced.parley()).model("gpt-4o").start();
      try (Scope scope = outer.makeCurrent()) {
        LlmCall inner = LlmCall.of(priced.parley(), "chat", "openai").model("gpt-4o").start();
        inner.usage(Usage.of(1_000_000, 0));
        inner.end();
      }
      outer.usage(Usage.of(1_000_000, 0)).end();

      assertThat(priced.attributes("usage first")).containsEntry("gen_ai.usage.cost_usd", 0.15);
      assertThat(priced.attributes("by hand")).containsEntry("gen_ai.usage.cost_usd", 7.0);
      assertThat(priced.attributes("outer"))
          .containsEntry("parley.usage.role", "wrapper")
          .doesNotContainKey("gen_ai.usage.cost_usd");
      assertThat(priced.attributes("chat gpt-4o")).containsEntry("gen_ai.usage.cost_usd", 2.5);
    }
  }

  @Test
  @DisplayName("A spent budget that is enforced holds for a call by hand, and for no tool")
  void budget() {
    PriceBook prices = PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"));
    try (SpanRecorder priced = new SpanRecorder(builder -> builder.prices(prices));
        ContextScope scope =
            Conversation.of("c").budget(Budget.of(Cost.usd("0.50")).enforced()).open()) {
      GenAiSpanBuilder call = GenAiSpan.llm("call").on(priced.parley()).model("gpt-4o");
      call.start().usage(Usage.of(1_000_000, 0)).end();
      assertThatThrownBy(call::start).isInstanceOf(BudgetExceededException.class);
      assertThat(Tool.of("t").on(priced.parley()).<String, RuntimeException>call(() -> "done"))
          .isEqualTo("done");
    }
  }
}
