package dev.parley.sdk.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Observe;
import dev.parley.sdk.Observed;
import dev.parley.sdk.SpanRecorder;
import dev.parley.sdk.Step;
import dev.parley.sdk.StepKind;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ReactorStepsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final SpanRecorder spans =
      new SpanRecorder(
          builder ->
              builder.prices(PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"))));

  @AfterEach
  void close() {
    ReactorPropagation.disable();
    spans.close();
  }

  /** As an application writes it. */
  interface Assistant {
    @Observe
    Flux<Map<String, Object>> stream(String question, double temperature);

    @Observe
    Mono<Map<String, Object>> answer(String question);

    @Observe(kind = StepKind.TOOL)
    Mono<Void> nothing();

    @Observe(kind = StepKind.TOOL)
    Flux<String> broken();
  }

  private static Map<String, Object> delta(String text) {
    return Map.of(
        "model",
        "gpt-4o",
        "choices",
        List.of(Map.of("index", 0, "delta", Map.of("content", text))));
  }

  private static final Map<String, Object> USAGE =
      Map.of(
          "choices", List.of(), "usage", Map.of("prompt_tokens", 1000, "completion_tokens", 500));

  private static final Map<String, Object> ANSWER =
      Map.of(
          "id",
          "chatcmpl-1",
          "model",
          "gpt-4o",
          "choices",
          List.of(
              Map.of("finish_reason", "stop", "message", Map.of("content", "Hello."), "index", 0)),
          "usage",
          Map.of("prompt_tokens", 1000, "completion_tokens", 500));

  private Assistant proxied(Assistant target) {
    return Observed.proxy(Assistant.class, target, spans.parley());
  }

  private static class Shop implements Assistant {
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public Flux<Map<String, Object>> stream(String question, double temperature) {
      return Flux.just(delta("Hel"), delta("lo."), USAGE);
    }

    @Override
    public Mono<Map<String, Object>> answer(String question) {
      return Mono.fromCallable(
          () -> {
            asked.incrementAndGet();
            return ANSWER;
          });
    }

    @Override
    public Mono<Void> nothing() {
      return Mono.empty();
    }

    @Override
    public Flux<String> broken() {
      throw new IllegalStateException("not even a pipeline");
    }
  }

  private static Map<String, Object> completion(SpanData span) {
    return span.getEvents().stream()
        .filter(event -> event.getName().equals("gen_ai.content.completion"))
        .map(EventData::getAttributes)
        .map(SpanRecorder::map)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName(
      "OB-14 OB-10: a method's Flux is one, with its text joined and the last chunk's usage")
  void flux() {
    Flux<Map<String, Object>> stream = proxied(new Shop()).stream("Hi", .8);
    assertThat(spans.spans()).isEmpty();

    assertThat(stream.collectList().block(LONG)).containsExactly(delta("Hel"), delta("lo."), USAGE);

    assertThat(completion(spans.only())).containsEntry("gen_ai.completion", "Hello.");
    assertThat(spans.only().getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
    assertThat(spans.attributes("stream"))
        .containsEntry("gen_ai.request.temperature", .8)
        .containsEntry("gen_ai.usage.input_tokens", 1000L)
        .containsEntry("gen_ai.usage.output_tokens", 500L)
        .containsEntry("gen_ai.usage.cost_usd", 0.0075)
        .containsEntry("parley.stream.items", 3L);
  }

  @Test
  @DisplayName("OB-13 OB-14 OB-08: a method's Mono is read as the answer that it is")
  void mono() {
    assertThat(proxied(new Shop()).answer("Hi").block(LONG)).isEqualTo(ANSWER);

    assertThat(completion(spans.only())).containsEntry("gen_ai.completion", "Hello.");
    assertThat(spans.attributes("answer"))
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsEntry("gen_ai.usage.cost_usd", 0.0075)
        .doesNotContainKeys("parley.stream.items", "parley.stream.incomplete");
  }

  @Test
  @DisplayName("OB-14: an empty Mono has no output; a body that throws throws, and is recorded")
  void emptyAndBroken() {
    assertThat(proxied(new Shop()).nothing().blockOptional(LONG)).isEmpty();
    assertThatThrownBy(() -> proxied(new Shop()).broken())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("not even a pipeline");

    assertThat(completion(spans.named("nothing")))
        .containsEntry("gen_ai.completion", "(no output)");
    assertThat(spans.attributes("broken"))
        .containsEntry("error.type", "java.lang.IllegalStateException");
  }

  @Test
  @DisplayName("OB-14: each subscription has a span, and what nobody subscribes to has none")
  void everySubscription() {
    Shop shop = new Shop();
    Mono<Map<String, Object>> answer = proxied(shop).answer("Hi");
    Mono<String> unused = Mono.just("known").switchIfEmpty(answer.map(Object::toString));
    assertThat(unused.block(LONG)).isEqualTo("known");
    assertThat(spans.spans()).isEmpty();

    answer.repeat(1).blockLast(LONG);

    assertThat(shop.asked).hasValue(2);
    assertThat(spans.spans()).hasSize(2).extracting(SpanData::getName).containsOnly("answer");
  }

  @Test
  @DisplayName(
      "OB-12 OB-14: a pipeline that fails has each try's error once; a retry is a new span")
  void retried() {
    AtomicInteger tries = new AtomicInteger();
    IllegalStateException busy = new IllegalStateException("busy");
    Flux<String> words =
        ReactorSteps.flux(
            Step.chain("words").on(spans.parley()),
            () ->
                Flux.just("a", "b")
                    .map(
                        word -> {
                          if (word.equals("b") && tries.getAndIncrement() == 0) {
                            throw busy;
                          }
                          return word;
                        }));

    assertThat(words.retry(1).collectList().block(LONG)).containsExactly("a", "a", "b");

    List<SpanData> both = spans.spans();
    assertThat(both).hasSize(2);
    assertThat(both.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(both.get(0).getEvents())
        .extracting(EventData::getName)
        .containsExactlyInAnyOrder("gen_ai.content.completion", "exception");
    assertThat(completion(both.get(0))).containsEntry("gen_ai.completion", "a");
    assertThat(completion(both.get(1))).containsEntry("gen_ai.completion", "ab");
  }

  @Test
  @DisplayName("OB-14: a Flux or Mono that is cancelled ends then, incomplete, with what there was")
  void cancelled() {
    Flux<String> words =
        ReactorSteps.flux(
            Step.chain("words").on(spans.parley()),
            () -> Flux.concat(Flux.just("a", "b"), Flux.never()));
    assertThat(words.take(2).collectList().block(LONG)).containsExactly("a", "b");
    ReactorSteps.mono(Step.chain("one").on(spans.parley()), Mono::<String>never)
        .subscribe()
        .dispose();

    assertThat(completion(spans.named("words"))).containsEntry("gen_ai.completion", "ab");
    assertThat(spans.attributes("words")).containsEntry("parley.stream.incomplete", true);
    assertThat(spans.attributes("one")).containsEntry("parley.stream.incomplete", true);
    assertThat(spans.named("one").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  @DisplayName("OB-14: demand reaches the source as the subscriber asks for it")
  void demand() {
    List<Long> asked = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    BaseSubscriber<Integer> reader =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            request(2);
          }

          @Override
          protected void hookOnNext(Integer item) {
            seen.add(item);
          }
        };
    ReactorSteps.flux(
            Step.chain("numbers").on(spans.parley()),
            () -> Flux.range(0, 3).hide().doOnRequest(asked::add))
        .subscribe(reader);
    assertThat(seen).containsExactly(0, 1);
    assertThat(spans.spans()).isEmpty();
    reader.request(1);

    assertThat(asked).containsExactly(2L, 1L);
    assertThat(spans.attributes("numbers")).containsEntry("parley.stream.items", 3L);
  }

  @Test
  @DisplayName("OB-14 OB-15: the step is current above on every thread, and nowhere below")
  void context() {
    ReactorPropagation.enable();
    List<String> above = new CopyOnWriteArrayList<>();
    List<String> below = new CopyOnWriteArrayList<>();
    Flux<Integer> numbers =
        ReactorSteps.flux(
            Step.chain("numbers").on(spans.parley()),
            () ->
                Flux.defer(() -> Flux.range(0, 20))
                    .doOnSubscribe(s -> above.add(current()))
                    .publishOn(Schedulers.parallel())
                    .doOnNext(i -> above.add(current()))
                    .flatMap(
                        i ->
                            Mono.deferContextual(
                                reader -> Mono.just(i * reader.<Integer>get("factor")))));
    Span request = spans.parley().tracer().spanBuilder("GET /").startSpan();
    List<Integer> seen;
    try (var scope = request.makeCurrent()) {
      seen =
          numbers
              .doOnNext(i -> below.add(current()))
              .contextWrite(reader -> reader.put("factor", 2))
              .collectList()
              .block(LONG);
    }
    request.end();

    assertThat(seen).hasSize(20).contains(38);
    assertThat(above).hasSize(21).containsOnly(spans.named("numbers").getSpanId());
    assertThat(below).hasSize(20).containsOnly(request.getSpanContext().getSpanId());
    assertThat(spans.named("numbers").getParentSpanId())
        .isEqualTo(request.getSpanContext().getSpanId());
  }

  private static String current() {
    return Span.current().getSpanContext().getSpanId();
  }

  @Test
  @DisplayName("An enforced budget that is spent is the pipeline's error, and nothing is asked")
  void budget() {
    Shop shop = new Shop();
    Conversation limited = Conversation.of("c").budget(Budget.of(Cost.usd("0.005")).enforced());
    Mono<Map<String, Object>> answer = proxied(shop).answer("Hi");

    assertThat(limited.call(() -> answer.block(LONG))).isEqualTo(ANSWER);
    assertThatThrownBy(() -> limited.call(() -> answer.block(LONG)))
        .isInstanceOf(BudgetExceededException.class);

    assertThat(shop.asked).hasValue(1);
  }
}
