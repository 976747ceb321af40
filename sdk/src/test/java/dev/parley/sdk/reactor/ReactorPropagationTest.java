package dev.parley.sdk.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.CurrentContext;
import dev.parley.sdk.SpanRecorder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ReactorPropagationTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final SpanRecorder spans = new SpanRecorder();

  @BeforeEach
  void enable() {
    ReactorPropagation.enable();
  }

  @AfterEach
  void disable() {
    ReactorPropagation.disable();
    spans.close();
  }

  private static String here() {
    return Objects.toString(CurrentContext.conversationId(), "none");
  }

  @Test
  @DisplayName("CTX-20: a pipeline has the scope it was subscribed to in, on every scheduler")
  void subscribedInScope() {
    Flux<String> seen =
        Flux.range(0, 50)
            .publishOn(Schedulers.parallel())
            .map(i -> here())
            .flatMap(
                id ->
                    Mono.fromCallable(() -> id + '/' + here())
                        .subscribeOn(Schedulers.boundedElastic()))
            .doOnNext(id -> spans.span("inside"));

    try (ContextScope scope = Conversation.of("c").open()) {
      assertThat(seen.collectList().block(LONG)).hasSize(50).containsOnly("c/c");
    }
    assertThat(spans.spans())
        .hasSize(50)
        .allSatisfy(
            span ->
                assertThat(SpanRecorder.map(span.getAttributes()))
                    .containsEntry("gen_ai.conversation.id", "c"));
    assertThat(seen.collectList().block(LONG)).containsOnly("none/none");
  }

  @Test
  @DisplayName("CTX-20: a scope around a part of a pipeline holds above it and not below")
  void scopedPart() {
    AtomicReference<String> source = new AtomicReference<>();
    AtomicReference<String> below = new AtomicReference<>();
    List<String> above =
        Flux.defer(
                () -> {
                  source.set(here());
                  return Flux.<String>generate(sink -> sink.next(here())).take(3);
                })
            .publishOn(Schedulers.parallel())
            .map(id -> id + '/' + here())
            .transform(ReactorPropagation.in(Conversation.of("c")))
            .doOnNext(id -> below.set(here()))
            .collectList()
            .block(LONG);

    assertThat(above).containsExactly("c/c", "c/c", "c/c");
    assertThat(source).hasValue("c");
    assertThat(below).hasValue("none");
  }

  @Test
  @DisplayName("CTX-20: a Mono's callable runs inside its scope, with and without the hooks")
  void callable() {
    Mono<String> mono =
        Mono.fromCallable(ReactorPropagationTest::here)
            .subscribeOn(Schedulers.boundedElastic())
            .transform(ReactorPropagation.in(Conversation.of("c")));
    assertThat(mono.block(LONG)).isEqualTo("c");

    ReactorPropagation.disable();
    Mono<String> plain =
        Mono.fromCallable(ReactorPropagationTest::here)
            .transform(ReactorPropagation.in(Conversation.of("c")));
    assertThat(plain.block(LONG)).isEqualTo("c");
    assertThat(CurrentContext.asMap()).isEmpty();
  }

  @Test
  @DisplayName("CTX-21: two subscribers of one pipeline on shared workers never mix")
  void twoSubscribers() throws Exception {
    Flux<String> seen =
        Flux.interval(Duration.ofMillis(1), Schedulers.single())
            .publishOn(Schedulers.parallel())
            .map(i -> here())
            .take(50);
    CountDownLatch done = new CountDownLatch(2);
    AtomicReference<List<String>> a = new AtomicReference<>();
    AtomicReference<List<String>> b = new AtomicReference<>();
    Conversation.of("a")
        .run(() -> seen.collectList().doFinally(s -> done.countDown()).subscribe(a::set));
    Conversation.of("b")
        .run(() -> seen.collectList().doFinally(s -> done.countDown()).subscribe(b::set));

    assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(a.get()).hasSize(50).containsOnly("a");
    assertThat(b.get()).hasSize(50).containsOnly("b");
    assertThat(
            Mono.fromCallable(ReactorPropagationTest::here)
                .subscribeOn(Schedulers.single())
                .block(LONG))
        .isEqualTo("none");
  }

  @Test
  @DisplayName("Errors, retries and cancelling go through scopes unchanged")
  void errors() {
    AtomicReference<String> handled = new AtomicReference<>();
    AtomicReference<String> cancelled = new AtomicReference<>();
    int[] tries = {0};
    String result =
        Mono.<String>fromCallable(
                () -> {
                  if (tries[0]++ < 2) {
                    throw new IllegalStateException("again");
                  }
                  return here();
                })
            .subscribeOn(Schedulers.boundedElastic())
            .doOnError(error -> handled.set(error.getMessage() + ' ' + here()))
            .retry(2)
            .transform(ReactorPropagation.in(Conversation.of("c")))
            .block(LONG);
    assertThat(result).isEqualTo("c");
    assertThat(handled).hasValue("again c");

    Flux.<Integer>never()
        .doOnCancel(() -> cancelled.set(here()))
        .transform(ReactorPropagation.in(Conversation.of("d")))
        .subscribe()
        .dispose();
    assertThat(cancelled).hasValue("d");
    assertThat(CurrentContext.asMap()).isEmpty();
  }

  @Test
  @DisplayName("Scopes in scopes: the inner one adds to what the outer one says")
  void nested() {
    String seen =
        Mono.fromCallable(() -> here() + ' ' + CurrentContext.workflowId())
            .transform(ReactorPropagation.in(dev.parley.sdk.Workflow.of("w")))
            .publishOn(Schedulers.parallel())
            .transform(ReactorPropagation.in(Conversation.of("c")))
            .block(LONG);
    assertThat(seen).isEqualTo("c w");
  }

  @Test
  @DisplayName("Once disabled, new pipelines are as Reactor makes them")
  void disabled() {
    ReactorPropagation.disable();
    try (ContextScope scope = Conversation.of("c").open()) {
      assertThat(Mono.just(1).publishOn(Schedulers.parallel()).map(i -> here()).block(LONG))
          .isEqualTo("none");
    }
  }
}
