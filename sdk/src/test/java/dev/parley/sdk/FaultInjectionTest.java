package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.io.Serial;
import java.time.Duration;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that user code or another library can hand to Parley fails here, in every way in which
 * code fails; the application's own work goes on as if Parley were not there.
 */
class FaultInjectionTest {
  private static final int RUNS = 20;

  /**
   * One place where a fault can come from.
   *
   * @param setUp brings the fault in at set-up
   * @param value makes a value that fails when it is looked at
   */
  private record Hook(
      BiFunction<ParleyBuilder, Fault, ParleyBuilder> setUp, Function<Fault, Object> value) {}

  private static Hook value(Function<Fault, Object> made) {
    return new Hook((builder, fault) -> builder, made);
  }

  private static Hook setUp(BiFunction<ParleyBuilder, Fault, ParleyBuilder> setUp) {
    return new Hook(setUp, fault -> "value");
  }

  private static final List<Named<Hook>> HOOKS =
      List.of(
          Named.of("a value's toString", value(Hostile::new)),
          Named.of("a map's entries", value(HostileMap::new)),
          Named.of("a collection's iterator", value(HostileList::new)),
          Named.of("an array of such values", value(f -> new Object[] {new Hostile(f)})),
          Named.of(
              "the redactor",
              setUp(
                  (builder, fault) ->
                      builder
                          .captureContent(true)
                          .redactor(
                              (key, text) -> {
                                throw Fault.thrown(fault);
                              }))),
          Named.of(
              "a span processor of the application",
              setUp((builder, f) -> builder.addSpanProcessor(new HostileProcessor(f)))),
          Named.of("the sampler", setUp((builder, f) -> builder.sampler(new HostileSampler(f)))),
          Named.of(
              "a second exporter",
              setUp((builder, f) -> builder.addSpanExporter(new HostileExporter(f)))),
          Named.of(
              "a second exporter, at once",
              setUp(
                  (builder, f) ->
                      builder.addSpanExporter(new HostileExporter(f)).immediateExport())));

  static Stream<Arguments> everyFaultEverywhere() {
    List<Arguments> all = new ArrayList<>();
    for (Named<Hook> hook : HOOKS) {
      for (Named<Fault> fault : Fault.ALL) {
        all.add(Arguments.of(hook, fault));
      }
    }
    return all.stream();
  }

  private final List<LogRecord> warnings = new CopyOnWriteArrayList<>();
  private final Logger logger = Logger.getLogger("dev.parley.sdk");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
            warnings.add(logged);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @ParameterizedTest(name = "{0} fails with {1}")
  @MethodSource("everyFaultEverywhere")
  @DisplayName("NFR-01: no fault of any hook reaches the application, and each is told once")
  void everyHook(Hook hook, Fault fault) {
    UnaryOperator<ParleyBuilder> setUp =
        builder ->
            hook.setUp()
                .apply(
                    builder.prices(
                        PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"))),
                    fault);
    try (SpanRecorder recorder = new SpanRecorder(setUp)) {
      Parley parley = recorder.parley();
      for (int run = 0; run < RUNS; run++) {
        Object value = hook.value().apply(fault);
        business(parley, value);
      }
      parley.flush(Duration.ofMinutes(1));
    }

    Map<String, Long> told =
        warnings.stream()
            .collect(Collectors.groupingBy(LogRecord::getMessage, Collectors.counting()));
    assertThat(told.values()).as("warnings: %s", told).allMatch(times -> times == 1);
  }

  /** The application: what it does must be what it would be without Parley. */
  private static void business(Parley parley, Object value) {
    Object answer = new Object();
    IllegalArgumentException failure = new IllegalArgumentException("the application's own");
    Context before = Context.current();

    Conversation.of("c1")
        .user("u1")
        .attribute("custom", value)
        .run(
            () ->
                Workflow.of("w1")
                    .attribute("custom", value)
                    .run(
                        () -> {
                          steps(parley, value, answer, failure);
                          calls(parley, failure);
                          manual(parley, value, answer);
                        }));
    CustomAttributes.of("custom", value).run(() -> {});
    Agent.of("agent").attribute("custom", value).run(() -> {});
    Feedback.of("c1").on(parley).by("u1").comment("good").score("quality", 1);

    assertThat(Context.current()).isSameAs(before);
  }

  private static void steps(
      Parley parley, Object value, Object answer, IllegalArgumentException failure) {
    for (StepKind kind : StepKind.values()) {
      Step step =
          Step.of(kind, "step")
              .on(parley)
              .input(value)
              .metadata("metadata", value)
              .category("category");
      assertThat(step.<Object, RuntimeException>call(() -> answer)).isSameAs(answer);
      assertThat(step.<Object, RuntimeException>call(() -> value)).isSameAs(value);
      assertThat(
              catchThrowable(
                  () ->
                      step.run(
                          () -> {
                            throw failure;
                          })))
          .isSameAs(failure);
      assertThat(step.async(() -> CompletableFuture.completedFuture(value)).toCompletableFuture())
          .isCompletedWithValue(value);
      assertThat(
              catchThrowable(
                  () ->
                      step.async(() -> CompletableFuture.failedFuture(failure))
                          .toCompletableFuture()
                          .join()))
          .isInstanceOf(CompletionException.class)
          .hasCause(failure);
      HostileException unreadable = new HostileException();
      assertThat(
              catchThrowable(
                  () ->
                      step.run(
                          () -> {
                            throw unreadable;
                          })))
          .isSameAs(unreadable);
    }
  }

  @SuppressWarnings("try")
  private static void calls(Parley parley, IllegalArgumentException failure) {
    LlmCall call = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
    try (Scope scope = call.makeCurrent()) {
      call.usage(Usage.of(10, 5));
      call.responseModel("gpt-4o");
    }
    call.end();
    call.end();
    LlmCall failed = LlmCall.of(parley, "chat", "openai").start();
    failed.fail(failure);
    LlmCall.of(parley, "chat", "openai").start().fail(new HostileException());
    Span foreign =
        parley
            .openTelemetry()
            .getTracer("some-library")
            .spanBuilder("chat")
            .setAttribute("gen_ai.request.model", "gpt-4o")
            .setAttribute(AttributeKey.stringKey("gen_ai.usage.input_tokens"), "not a number")
            .setAttribute(AttributeKey.doubleKey("gen_ai.usage.output_tokens"), Double.NaN)
            .setAttribute(AttributeKey.doubleKey("gen_ai.usage.cost"), Double.NaN)
            .startSpan();
    foreign.end();
  }

  private static void manual(Parley parley, Object value, Object answer) {
    GenAiSpan span = GenAiSpan.llm("manual").on(parley).model("gpt-4o").start();
    span.content(value, value).toolCallEvent("tool", value).toolResultEvent("tool", value);
    span.attribute("key", value).usage(Usage.of(1, 1)).end();
    Tool tool = Tool.of("tool").on(parley).arguments(value).approvedBy("someone");
    assertThat(tool.<Object, RuntimeException>call(() -> answer)).isSameAs(answer);
    assertThat(tool.<Object, RuntimeException>call(() -> value)).isSameAs(value);
  }

  @Test
  @DisplayName("NFR-01: scopes closed twice, in the wrong order or on another thread harm nobody")
  void misusedScopes() throws Exception {
    try (SpanRecorder recorder = new SpanRecorder()) {
      Context before = Context.current();
      ContextScope outer = Conversation.of("outer").open();
      ContextScope inner = Conversation.of("inner").open();
      outer.close();
      inner.close();
      inner.close();
      outer.close();

      ContextScope scope = Conversation.of("c1").open();
      Thread other = new Thread(scope::close);
      other.start();
      other.join();
      recorder.span("inside");
      scope.close();

      assertThat(recorder.attributes("inside")).containsEntry("gen_ai.conversation.id", "c1");
      assertThat(Context.current()).isSameAs(before);
    }
  }

  @Test
  @DisplayName("NFR-01: a log handler that fails is no fault of the application's either")
  void failingLogHandler() {
    Handler failing =
        new Handler() {
          @Override
          public void publish(LogRecord logged) {
            throw new IllegalStateException("injected");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(failing);
    try (SpanRecorder recorder =
        new SpanRecorder(
            builder ->
                builder.redactor(
                    (key, text) -> {
                      throw new IllegalStateException("injected");
                    }))) {
      assertThat(
              Step.chain("step")
                  .on(recorder.parley())
                  .input("x")
                  .<Integer, RuntimeException>call(() -> 42))
          .isEqualTo(42);
    } finally {
      logger.removeHandler(failing);
    }
  }

  /** Fails whatever it is asked. */
  private record Hostile(Fault fault) {
    @Override
    public String toString() {
      throw Fault.thrown(fault);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      throw Fault.thrown(fault);
    }
  }

  private static final class HostileMap extends AbstractMap<Object, Object> {
    private final transient Fault fault;

    HostileMap(Fault fault) {
      this.fault = fault;
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
      throw Fault.thrown(fault);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  private static final class HostileList extends AbstractList<Object> {
    private final transient Fault fault;

    HostileList(Fault fault) {
      this.fault = fault;
    }

    @Override
    public Object get(int index) {
      throw Fault.thrown(fault);
    }

    @Override
    public int size() {
      return 3;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  /** An exception of the application that cannot even be read. */
  private static final class HostileException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("injected");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("injected");
    }

    @Override
    public String toString() {
      return "HostileException";
    }
  }

  private record HostileProcessor(Fault fault) implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      throw Fault.thrown(fault);
    }

    @Override
    public boolean isStartRequired() {
      return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      throw Fault.thrown(fault);
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode forceFlush() {
      throw Fault.thrown(fault);
    }

    @Override
    public CompletableResultCode shutdown() {
      throw Fault.thrown(fault);
    }
  }

  private record HostileExporter(Fault fault) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      throw Fault.thrown(fault);
    }

    @Override
    public CompletableResultCode flush() {
      throw Fault.thrown(fault);
    }

    @Override
    public CompletableResultCode shutdown() {
      throw Fault.thrown(fault);
    }
  }

  private record HostileSampler(Fault fault) implements Sampler {
    @Override
    public SamplingResult shouldSample(
        Context parent,
        String traceId,
        String name,
        SpanKind kind,
        Attributes attributes,
        List<LinkData> links) {
      throw Fault.thrown(fault);
    }

    @Override
    public String getDescription() {
      return "hostile";
    }
  }
}
