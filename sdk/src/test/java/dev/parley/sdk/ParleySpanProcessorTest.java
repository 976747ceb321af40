package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParleySpanProcessorTest {
  private static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00")).withVersion("v7");

  /** Forgets its spans on shutdown, hence the providers stay open. */
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  private static Span call(SdkTracerProvider provider) {
    return provider
        .get("some-instrumentation")
        .spanBuilder("chat gpt-4o")
        .setAttribute("gen_ai.operation.name", "chat")
        .setAttribute("gen_ai.request.model", "gpt-4o")
        .startSpan();
  }

  @ParameterizedTest
  @DisplayName("CTX-28: before or after the exporter, context and cost are the same")
  @ValueSource(booleans = {true, false})
  void anyOrder(boolean first) {
    SpanProcessor ours = ParleySpanProcessor.create(PRICES);
    SpanProcessor export = SimpleSpanProcessor.create(exporter);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(first ? ours : export)
            .addSpanProcessor(first ? export : ours)
            .build();
    Conversation.of("c1")
        .run(
            () -> {
              Span span = call(provider);
              span.setAttribute("gen_ai.usage.input_tokens", 1000);
              span.setAttribute("gen_ai.usage.output_tokens", 500);
              span.end();
            });

    assertThat(SpanRecorder.map(exporter.getFinishedSpanItems().get(0).getAttributes()))
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("gen_ai.usage.cost_usd", 0.0075);
  }

  @Test
  @DisplayName("CTX-29 COST-14 D2: a call that any library instruments gets ids and its cost")
  void othersSpans() {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(ParleySpanProcessor.create(PRICES))
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    Conversation.of("c1")
        .user("u1")
        .run(
            () -> {
              Span span = call(provider);
              span.setAttribute("gen_ai.response.model", "gpt-4o-2024-08-06");
              span.setAttribute("gen_ai.usage.prompt_tokens", 150);
              span.setAttribute("gen_ai.usage.completion_tokens", 250);
              span.end();
            });

    SpanData span = exporter.getFinishedSpanItems().get(0);
    Map<String, Object> attributes = SpanRecorder.map(span.getAttributes());
    assertThat(attributes)
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("user.id", "u1")
        .containsEntry("gen_ai.usage.cost_usd", 0.002875)
        .containsEntry("parley.cost.source", "estimated")
        .containsEntry("parley.cost.book", "v7");
  }

  @Test
  @DisplayName("CTX-30: spans that are not sampled raise nothing")
  void unsampled() {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setSampler(Sampler.alwaysOff())
            .addSpanProcessor(ParleySpanProcessor.create(PRICES))
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    Conversation.of("c1").run(() -> call(provider).end());
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  @DisplayName("CTX-30 D1: a fault inside the processor reaches neither the application nor others")
  void neverThrows() {
    SpanProcessor processor = ParleySpanProcessor.create(PRICES);

    try (ContextScope scope = Conversation.of("c1").open()) {
      assertThatCode(() -> processor.onStart(Context.current(), null)).doesNotThrowAnyException();
    }
    assertThatCode(() -> processor.onStart(null, null)).doesNotThrowAnyException();
  }

  /** A span of another SDK's, whose every method may fail. */
  private static ReadWriteSpan throwingSpan() {
    return (ReadWriteSpan)
        Proxy.newProxyInstance(
            ReadWriteSpan.class.getClassLoader(),
            new Class<?>[] {ReadWriteSpan.class},
            (proxy, method, arguments) -> {
              throw new IllegalStateException(method.getName() + " fails on purpose");
            });
  }

  @Test
  @DisplayName("CTX-30: a span that cannot be written to, or read, reaches nobody as an error")
  void throwingSpans() {
    SpanProcessor processor = ParleySpanProcessor.create(PRICES);
    ReadWriteSpan span = throwingSpan();
    try (ContextScope scope = Conversation.of("c1").user("u1").open()) {
      assertThatCode(
              () -> {
                processor.onStart(Context.current(), span);
                if (processor instanceof ExtendedSpanProcessor extended) {
                  extended.onEnding(span);
                }
                processor.onEnd(span);
              })
          .doesNotThrowAnyException();
    }
  }

  @Test
  @DisplayName("CTX-30: an attribute whose text fails costs that attribute's text only")
  void throwingValue() {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(ParleySpanProcessor.create(PRICES))
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    Object hostile =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("on purpose");
          }
        };
    Object endless =
        new Object() {
          @Override
          public String toString() {
            throw new StackOverflowError("on purpose");
          }
        };
    assertThatCode(
            () ->
                Conversation.of("c1")
                    .attribute("hostile", hostile)
                    .attribute("endless", endless)
                    .attribute("tenant", "blue")
                    .run(() -> call(provider).end()))
        .doesNotThrowAnyException();

    assertThat(SpanRecorder.map(exporter.getFinishedSpanItems().get(0).getAttributes()))
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("custom.tenant", "blue");
  }

  @Test
  @DisplayName("D1: a call without tokens, or with 0, ends and is exported")
  void missingTokens() {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(ParleySpanProcessor.create(PRICES))
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    call(provider).end();
    Span zero = call(provider);
    zero.setAttribute("gen_ai.usage.input_tokens", 0);
    zero.end();

    assertThat(exporter.getFinishedSpanItems()).hasSize(2);
    assertThat(SpanRecorder.map(exporter.getFinishedSpanItems().get(0).getAttributes()))
        .doesNotContainKey("gen_ai.usage.cost_usd");
    assertThat(SpanRecorder.map(exporter.getFinishedSpanItems().get(1).getAttributes()))
        .containsEntry("gen_ai.usage.cost_usd", 0.0);
  }
}
