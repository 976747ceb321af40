package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is recorded by hand meets an OpenTelemetry of which everything fails. */
class ManualFaultsTest {
  private static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"));

  private static <T> T failing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new IllegalStateException(method.getName());
            }));
  }

  /** Its parts are there, and fail when they are used. */
  private static OpenTelemetry failingOpenTelemetry() {
    return new OpenTelemetry() {
      @Override
      public TracerProvider getTracerProvider() {
        return failing(TracerProvider.class);
      }

      @Override
      public MeterProvider getMeterProvider() {
        return failing(MeterProvider.class);
      }

      @Override
      public LoggerProvider getLogsBridge() {
        return failing(LoggerProvider.class);
      }

      @Override
      public ContextPropagators getPropagators() {
        return failing(ContextPropagators.class);
      }
    };
  }

  @Test
  @DisplayName("A span that fails at everything reaches nobody")
  void failingSpan() {
    Span span = failing(Span.class);
    assertThatCode(
            () -> {
              GenAiSpan byHand = GenAiSpan.of(span);
              try (Scope scope = byHand.makeCurrent()) {
                byHand
                    .kind(StepKind.LLM)
                    .model("gpt-4o")
                    .provider("openai")
                    .temperature(0.5)
                    .maxTokens(1)
                    .usage(Usage.of(1, 1))
                    .cost(PRICES)
                    .conversation("c")
                    .turn(1)
                    .prompt(PromptTemplate.of("t"))
                    .responseTime(Duration.ofSeconds(Long.MAX_VALUE))
                    .tool(Tool.of("t").arguments(Map.of()).approvedBy("a"))
                    .toolResult("r")
                    .toolCallEvent("t", "a")
                    .toolResultEvent("t", "r")
                    .attribute("k", "v")
                    .content("a", "b");
              }
              byHand.end();
              GenAiSpan.of(span).fail(new IllegalStateException());
              Retries.of(span).attempt(1).failed(1, new IllegalStateException(), Duration.ZERO);
              Feedback.ofSpan(span).score("s", 1);
            })
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("Where nothing can be recorded, tools and calls go on as if nothing were")
  void failingOpenTelemetryBelow() {
    Parley parley = Parley.over(failingOpenTelemetry());
    assertThatCode(
            () -> {
              GenAiSpan call =
                  GenAiSpan.llm("call").on(parley).model("m").conversation("c").start();
              try (Scope scope = call.makeCurrent()) {
                call.usage(Usage.of(1, 1)).end();
              }
              Feedback.of("c").on(parley).thumbsUp();
            })
        .doesNotThrowAnyException();
    Tool tool = Tool.of("t").on(parley).arguments(Map.of("a", 1)).approvedBy("alice");
    assertThat(tool.<String, RuntimeException>call(() -> "done")).isEqualTo("done");
  }

  @Test
  @DisplayName("A number that fails is left out, and the rest stays")
  void failingNumber() {
    Number failing =
        new Number() {
          private static final long serialVersionUID = 1;

          @Override
          public int intValue() {
            throw new IllegalStateException();
          }

          @Override
          public long longValue() {
            throw new IllegalStateException();
          }

          @Override
          public float floatValue() {
            throw new IllegalStateException();
          }

          @Override
          public double doubleValue() {
            throw new IllegalStateException();
          }
        };
    try (SpanRecorder spans = new SpanRecorder()) {
      Span span = spans.start("span");
      GenAiSpan.of(span)
          .on(spans.parley())
          .temperature(failing)
          .maxTokens(failing)
          .topP(1)
          .toolResult(failing);
      span.end();
      assertThat(spans.attributes("span"))
          .containsEntry("gen_ai.request.top_p", 1.0)
          .doesNotContainKeys("gen_ai.request.temperature", "gen_ai.request.max_tokens");
    }
  }
}
