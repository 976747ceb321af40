package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.tracking.ConversationStats;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerBuilder;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Everything counts once: under two processors, odd tracers, samplers, and calls at once. */
class CountingTest {
  private static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"));
  private static final Set<Class<?>> TRACING =
      Set.of(
          TracerProvider.class, Tracer.class, TracerBuilder.class, SpanBuilder.class, Span.class);

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  private OpenTelemetrySdk sdk(SpanProcessor... processors) {
    var provider = SdkTracerProvider.builder();
    for (SpanProcessor processor : processors) {
      provider.addSpanProcessor(processor);
    }
    return OpenTelemetrySdk.builder()
        .setTracerProvider(provider.addSpanProcessor(SimpleSpanProcessor.create(exporter)).build())
        .build();
  }

  private static void call(Parley parley) {
    LlmCall call = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
    call.usage(Usage.of(1000, 500));
    call.end();
  }

  private static void foreignCall(OpenTelemetry openTelemetry) {
    Span span =
        openTelemetry
            .getTracer("some-library")
            .spanBuilder("chat gpt-4o")
            .setAttribute("gen_ai.operation.name", "chat")
            .setAttribute("gen_ai.request.model", "gpt-4o")
            .startSpan();
    span.setAttribute("gen_ai.usage.input_tokens", 1000);
    span.setAttribute("gen_ai.usage.output_tokens", 500);
    span.end();
  }

  private Map<String, Object> attributes(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .map(span -> SpanRecorder.map(span.getAttributes()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName(
      "Two processors on a provider, one of them found on the class path: a call costs once")
  void twoProcessors() {
    OpenTelemetrySdk sdk =
        sdk(ParleySpanProcessor.create(PRICES), ParleySpanProcessor.create(PRICES));
    Parley parley = Parley.over(sdk);

    Conversation.of("c1").run(() -> Step.chain("chain").on(parley).run(() -> foreignCall(sdk)));

    assertThat(attributes("chain")).containsEntry("parley.cost.inner_usd", 0.0075);
    assertThat(parley.conversations().cost("c1")).isEqualByComparingTo("0.0075");
  }

  @Test
  @DisplayName("A step's prices hold for the calls that other libraries make inside")
  void pricesOfTheStep() {
    OpenTelemetrySdk sdk = sdk(ParleySpanProcessor.create(PRICES));
    Parley parley = Parley.over(sdk);
    PriceBook own = PriceBook.empty().with("gpt-4o", Price.perMillion("1", "2"));

    Step.llm("step").on(parley).prices(own).run(() -> foreignCall(sdk));
    foreignCall(sdk);

    assertThat(attributes("chat gpt-4o"))
        .containsEntry("gen_ai.usage.cost_usd", 0.002)
        .containsEntry("parley.cost.book", own.version());
    assertThat(attributes("step")).containsEntry("parley.cost.inner_usd", 0.002);
    assertThat(exporter.getFinishedSpanItems())
        .last()
        .satisfies(
            span ->
                assertThat(SpanRecorder.map(span.getAttributes()))
                    .containsEntry("gen_ai.usage.cost_usd", 0.0075));
  }

  /** What OpenTelemetry's agent gives to an application: spans that are spans and nothing else. */
  private static <T> T opaque(Class<T> type, Object delegate) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(delegate, arguments);
                Class<?> returned = method.getReturnType();
                return TRACING.contains(returned) ? opaque(returned, result) : result;
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            }));
  }

  @Test
  @DisplayName("A tracer whose spans cannot be read: calls and steps count, and budgets hold")
  void opaqueSpans() {
    Parley parley =
        SpanRecorder.builder(Map.of()).prices(PRICES).over(opaque(OpenTelemetry.class, sdk()));

    Conversation.of("c1")
        .run(
            () -> {
              call(parley);
              Step.llm("step").on(parley).call(() -> answer());
              Step.llm("wrapper").on(parley).run(() -> call(parley));
            });

    assertThat(parley.conversations().stats("c1"))
        .isNotNull()
        .extracting(ConversationStats::calls, ConversationStats::turnCount)
        .containsExactly(3L, 3L);
    assertThat(parley.conversations().cost("c1")).isEqualByComparingTo("0.0225");
    Conversation spent = Conversation.of("c1").budget(Budget.of(Cost.usd("0.02")).enforced());
    assertThatThrownBy(() -> spent.run(() -> call(parley)))
        .isInstanceOf(BudgetExceededException.class);
  }

  private static Map<String, Object> answer() {
    return Map.of(
        "model",
        "gpt-4o",
        "choices",
        java.util.List.of(Map.of("message", Map.of("content", "yes"))),
        "usage",
        Map.of("prompt_tokens", 1000, "completion_tokens", 500));
  }

  @Test
  @DisplayName("CV-01: turns that run at once and end in any order are all counted")
  void turnsAtOnce() {
    try (SpanRecorder recorder = new SpanRecorder(builder -> builder.prices(PRICES))) {
      Parley parley = recorder.parley();
      Conversation.of("c1")
          .run(
              () -> {
                LlmCall first = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
                LlmCall second = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
                LlmCall third = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
                third.end();
                first.end();
                second.end();
              });
      Conversation.of("c1").turn(2).run(() -> call(parley));
      Conversation.of("c1").turn(500).run(() -> call(parley));
      Conversation.of("c1").turn(499).run(() -> call(parley));
      Conversation.of("c1").turn(499).run(() -> call(parley));
      Conversation.of("c1").turn(-5).run(() -> call(parley));

      assertThat(parley.conversations().stats("c1"))
          .isNotNull()
          .extracting(ConversationStats::calls, ConversationStats::turnCount)
          .containsExactly(8L, 5L);
    }
  }

  @Test
  @DisplayName("CV-01: turns are counted where the sampler drops their spans")
  void unsampledTurns() {
    try (SpanRecorder recorder =
        new SpanRecorder(builder -> builder.prices(PRICES).sampler(Sampler.alwaysOff()))) {
      Conversation.of("c1")
          .run(
              () -> {
                call(recorder.parley());
                call(recorder.parley());
              });

      assertThat(recorder.parley().conversations().stats("c1"))
          .isNotNull()
          .extracting(ConversationStats::turnCount)
          .isEqualTo(2L);
    }
  }

  @Test
  @DisplayName("A call that a budget refused is no call: it counts nowhere")
  void refusedCalls() {
    try (SpanRecorder recorder = new SpanRecorder(builder -> builder.prices(PRICES))) {
      Parley parley = recorder.parley();
      Workflow.of("w1")
          .budget(Budget.of(Cost.usd("0.001")).enforced())
          .run(
              () -> {
                call(parley);
                assertThatThrownBy(() -> call(parley)).isInstanceOf(BudgetExceededException.class);
                assertThatThrownBy(() -> Step.llm("step").on(parley).run(() -> {}))
                    .isInstanceOf(BudgetExceededException.class);
              });

      assertThat(parley.workflows().get("w1"))
          .isNotNull()
          .satisfies(
              cost -> {
                assertThat(cost.llmCalls()).isEqualTo(1);
                assertThat(cost.unpricedCalls()).isZero();
              });
    }
  }

  /** Fails as a span ends, with more than an exception. */
  private static final class Failing implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      throw new Error("of another language");
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  @DisplayName("NFR-01: a processor that fails does not stand in for a budget's refusal")
  void refusalUnderFaults() {
    Parley parley = SpanRecorder.builder(Map.of()).prices(PRICES).over(sdk(new Failing()));
    Conversation spent = Conversation.of("c1").budget(Budget.of(Cost.usd("0.001")).enforced());

    spent.run(() -> call(parley));

    assertThatThrownBy(() -> spent.run(() -> call(parley)))
        .isInstanceOf(BudgetExceededException.class);
  }

  /** Kotlin's TODO() throws an error of its own. */
  private static final class Odd {
    @Override
    public String toString() {
      throw new Error("not implemented");
    }
  }

  @Test
  @DisplayName("NFR-01: a value whose text is an error of another language reaches nobody")
  void errorsOfOtherLanguages() throws Exception {
    try (SpanRecorder recorder = new SpanRecorder(builder -> builder)) {
      Object result =
          Step.chain("step")
              .on(recorder.parley())
              .metadata("odd", new Odd())
              .argument("odd", new Odd())
              .input(new Odd())
              .async(
                  () ->
                      java.util.concurrent.CompletableFuture.<@Nullable Object>completedFuture(
                          new Odd()))
              .toCompletableFuture()
              .get(1, java.util.concurrent.TimeUnit.MINUTES);

      assertThat(result).isInstanceOf(Odd.class);
      assertThat(recorder.only().getName()).isEqualTo("step");
    }
  }
}
