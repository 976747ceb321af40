package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.io.Serial;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Results that are read later, targets and arguments of proxies, log records and carriers of
 * headers: each fails in every way, and the application sees of it what it would see without
 * Parley.
 */
class HostileResultsTest {
  private static final int RUNS = 20;

  private final SpanRecorder spans = new SpanRecorder();
  private final LogCapture log = new LogCapture();

  static List<Named<Fault>> faults() {
    return Fault.ALL;
  }

  @AfterEach
  void close() {
    log.close();
    spans.close();
  }

  /** Its every method throws this one; it can be put into a context all the same. */
  private static <T> T hostile(Class<T> type, Throwable fault) {
    return type.cast(
        Proxy.newProxyInstance(
            HostileResultsTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("storeInContext")) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              throw fault;
            }));
  }

  private Step step() {
    return Step.llm("s").on(spans.parley());
  }

  private void eachToldOnce() {
    Map<String, Long> told =
        log.warnings().stream().collect(Collectors.groupingBy(w -> w, Collectors.counting()));
    assertThat(told.values()).as("warnings: %s", told).allMatch(times -> times == 1);
  }

  /** Reading ends in this very fault, and nothing before it does. */
  private static void failsWith(Throwable fault, ThrowingCallable reading) {
    Throwable thrown = catchThrowable(reading);
    // What an interface does not declare, a proxy of the JDK wraps; ours and the test's alike.
    while (thrown instanceof UndeclaredThrowableException) {
      thrown = thrown.getCause();
    }
    assertThat(thrown).isSameAs(fault);
  }

  /** As clients have them. */
  interface Chunks extends AutoCloseable {
    Stream<String> stream();

    @Override
    void close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @DisplayName("NFR-01: results whose every method throws fail for their reader, and only there")
  @SuppressWarnings({"unchecked", "rawtypes"})
  void results(Fault made) {
    Context before = Context.current();
    for (int run = 0; run < RUNS; run++) {
      Throwable fault = made.make();
      Iterator<String> iterator = step().iterator(() -> hostile(Iterator.class, fault));
      failsWith(fault, iterator::hasNext);
      failsWith(fault, iterator::next);
      Iterable<String> iterable = step().iterable(() -> hostile(Iterable.class, fault));
      failsWith(fault, iterable::iterator);
      Stream<String> stream = step().stream(() -> hostile(Stream.class, fault));
      failsWith(fault, stream::count);
      IntStream ints = step().returning(IntStream.class, () -> hostile(IntStream.class, fault));
      failsWith(fault, ints::count);
      Flow.Publisher<String> publisher =
          step().publisher(() -> hostile(Flow.Publisher.class, fault));
      failsWith(fault, () -> publisher.subscribe(hostile(Flow.Subscriber.class, fault)));
      Future<String> future = step().future(() -> hostile(Future.class, fault));
      failsWith(fault, future::isDone);
      failsWith(fault, future::get);
      CompletionStage<String> stage = step().async(() -> hostile(CompletionStage.class, fault));
      failsWith(fault, () -> stage.thenApply(x -> x));
      Chunks chunks = step().returning(Chunks.class, () -> hostile(Chunks.class, fault));
      failsWith(fault, chunks::stream);
      failsWith(fault, chunks::close);
    }

    assertThat(Context.current()).isSameAs(before);
    eachToldOnce();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @DisplayName("NFR-01: pieces that fail when they are looked at are handed on, all of them")
  void pieces(Fault made) {
    for (int run = 0; run < RUNS; run++) {
      List<Object> pieces = List.of(new Unreadable(made), "text", new Unreadable(made));
      List<Object> seen = new ArrayList<>();
      step().iterator(pieces::iterator).forEachRemaining(seen::add);
      step().stream(pieces::stream).forEach(seen::add);
      step().<Object, RuntimeException>publisher(() -> all(pieces)).subscribe(new Reader(seen));

      assertThat(seen).hasSize(9);
      for (int i = 0; i < 9; i++) {
        assertThat(seen.get(i) == pieces.get(i % 3)).isTrue();
      }
    }
    assertThat(spans.spans()).hasSize(3 * RUNS);
    eachToldOnce();
  }

  private static Flow.Publisher<Object> all(List<Object> pieces) {
    return subscriber ->
        subscriber.onSubscribe(
            new Flow.Subscription() {
              @Override
              public void request(long n) {
                pieces.forEach(subscriber::onNext);
                subscriber.onComplete();
              }

              @Override
              public void cancel() {}
            });
  }

  private record Reader(List<Object> seen) implements Flow.Subscriber<Object> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Object item) {
      seen.add(item);
    }

    @Override
    public void onError(Throwable error) {
      seen.add(error);
    }

    @Override
    public void onComplete() {}
  }

  /** Fails whatever it is asked. */
  private record Unreadable(Fault fault) {
    @Override
    public String toString() {
      throw Fault.thrown(fault);
    }

    @Override
    public boolean equals(Object other) {
      throw Fault.thrown(fault);
    }

    @Override
    public int hashCode() {
      throw Fault.thrown(fault);
    }
  }

  interface Service {
    @Observe(tags = "t", metadata = "k=v")
    Object call(Object argument, Object... more) throws Exception;

    @Observe
    Stream<Object> stream(Object argument) throws Exception;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @DisplayName("NFR-01: an observed object's faults are its own; hostile arguments reach it whole")
  void proxies(Fault made) throws Throwable {
    for (int run = 0; run < RUNS; run++) {
      Throwable fault = made.make();
      Service failing = hostile(Service.class, fault);
      Consumer<Step> lastWord =
          step -> {
            step.on(spans.parley());
            throw Fault.thrown(made);
          };
      Service observed = Observed.proxy(Service.class, failing, lastWord);
      Object argument = new Unreadable(made);
      failsWith(fault, () -> observed.call(argument, argument));
      failsWith(fault, () -> observed.stream(argument));
      failsWith(fault, observed::toString);
      failsWith(fault, observed::hashCode);

      Service echo =
          Observed.proxy(
              Service.class,
              new Service() {
                @Override
                public Object call(Object given, Object... more) {
                  return more.length == 1 && more[0] == given ? given : "changed";
                }

                @Override
                public Stream<Object> stream(Object given) {
                  return Stream.of(given);
                }
              },
              lastWord);
      assertThat(echo.call(argument, argument) == argument).isTrue();
      assertThat(echo.stream(argument).findFirst().orElseThrow() == argument).isTrue();
    }
    eachToldOnce();
  }

  /** A body of a log record. */
  private record HostileBody(Fault fault) implements Value<Object> {
    @Override
    public ValueType getType() {
      throw Fault.thrown(fault);
    }

    @Override
    public Object getValue() {
      throw Fault.thrown(fault);
    }

    @Override
    public String asString() {
      throw Fault.thrown(fault);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @DisplayName("NFR-01: log records whose bodies fail break neither the logger nor the span")
  void logRecords(Fault made) {
    try (BridgedSpans bridged = new BridgedSpans()) {
      for (int run = 0; run < RUNS; run++) {
        Span span = bridged.start("chat");
        for (String event :
            List.of(
                "gen_ai.user.message",
                "gen_ai.choice",
                "gen_ai.tool.message",
                "gen_ai.client.inference.operation.details")) {
          assertThatCode(
                  () -> {
                    bridged.emit(span, event, new HostileBody(made));
                    bridged.emit(span, event, BridgedSpans.map("content", new HostileBody(made)));
                  })
              .doesNotThrowAnyException();
        }
        bridged.emit(span, "gen_ai.user.message", BridgedSpans.text("still read"));
        span.end();
      }

      assertThat(bridged.all()).hasSize(RUNS);
      assertThat(bridged.only().getAttributes().asMap().values())
          .anySatisfy(value -> assertThat(value.toString()).contains("still read"));
      assertThat(bridged.bridge().openSpans()).isZero();
    }
    eachToldOnce();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @DisplayName("NFR-01: carriers that fail neither keep a call from leaving nor from coming in")
  @SuppressWarnings("try")
  void carriers(Fault made) {
    ParleyPropagator propagator = ParleyPropagator.create("tenant");
    TextMapSetter<Object> setter =
        (carrier, key, value) -> {
          throw Fault.thrown(made);
        };
    TextMapGetter<Object> getter =
        new TextMapGetter<>() {
          @Override
          public Iterable<String> keys(Object carrier) {
            throw Fault.thrown(made);
          }

          @Override
          public String get(Object carrier, String key) {
            throw Fault.thrown(made);
          }
        };
    for (int run = 0; run < RUNS; run++) {
      try (ContextScope scope = Conversation.of("c").open()) {
        Context here = Context.current();
        assertThatCode(() -> propagator.inject(here, new Object(), setter))
            .doesNotThrowAnyException();
        assertThat(propagator.extract(here, new Object(), getter)).isSameAs(here);
      }
    }
    eachToldOnce();
  }

  /** A score of a library's own. */
  private static final class HostileNumber extends Number {
    @Serial private static final long serialVersionUID = 1;

    private final transient Fault fault;

    HostileNumber(Fault fault) {
      this.fault = fault;
    }

    @Override
    public int intValue() {
      throw Fault.thrown(fault);
    }

    @Override
    public long longValue() {
      throw Fault.thrown(fault);
    }

    @Override
    public float floatValue() {
      throw Fault.thrown(fault);
    }

    @Override
    public double doubleValue() {
      throw Fault.thrown(fault);
    }

    @Override
    public String toString() {
      throw Fault.thrown(fault);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @DisplayName("NFR-01: feedback and retries with values and spans that fail are left out")
  @SuppressWarnings("try")
  void feedback(Fault made) {
    for (int run = 0; run < RUNS; run++) {
      Span span = hostile(Span.class, made.make());
      assertThatCode(
              () -> {
                Feedback.of("c").on(spans.parley()).score("quality", new HostileNumber(made));
                Feedback.of("c").on(spans.parley()).score("quality", Double.NaN, "?");
                Feedback.ofSpan(span).on(spans.parley()).thumbsUp();
                Retries.of(span).attempt(2).failed(1, new IllegalStateException("x"), null);
                try (Scope scope = Context.root().with(span).makeCurrent()) {
                  Feedback.ofCurrentSpan().on(spans.parley()).label("tone", "kind");
                  Retries.ofCurrentSpan().attempt(3);
                }
              })
          .doesNotThrowAnyException();
    }
    eachToldOnce();
  }
}
