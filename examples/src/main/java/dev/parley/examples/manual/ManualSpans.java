package dev.parley.examples.manual;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.pricing.Usage;
import dev.parley.sdk.GenAiSpan;
import dev.parley.sdk.Parley;
import dev.parley.sdk.StepKind;
import dev.parley.sdk.Tool;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.Map;

/** A model call, a tool and a span of your own, each written attribute by attribute. */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public final class ManualSpans {

  private ManualSpans() {}

  /** Writes one of each. */
  public static void main(String[] arguments) throws Exception {
    try (Parley parley = ExampleTelemetry.start("manual-spans")) {
      System.out.println(call("What is a span?"));
      tool();
      own(parley.openTelemetry().getTracer("my-app"));
    }
  }

  /** A span of a model call; priced at its end, counted in the metrics of model calls. */
  static String call(String question) throws Exception {
    GenAiSpan call =
        GenAiSpan.llm("answer").model("gpt-4o").conversation("c1").user("u1").turn(2).start();
    try (Scope scope = call.makeCurrent()) {
      call.temperature(0.2).maxTokens(300);
      String answer = "It has a start and an end.";
      call.responseModel("gpt-4o-2024-08-06")
          .responseId("chatcmpl-17")
          .finishReasons("stop")
          .usage(Usage.of(1_000, 500))
          .content(question, answer)
          .end();
      return answer;
    } catch (RuntimeException e) {
      call.fail(e);
      throw e;
    }
  }

  /** A tool that has run elsewhere. */
  static void tool() {
    GenAiSpan span =
        Tool.of("web_search").type("search").arguments(Map.of("query", "weather")).start();
    span.toolResult(Map.of("temp", 72)).toolDuration(Duration.ofMillis(150)).end();
  }

  /** GenAI attributes on a span that is there already. */
  static void own(Tracer tracer) {
    Span span = tracer.spanBuilder("gen_ai.chat").startSpan();
    GenAiSpan.of(span)
        .kind(StepKind.LLM)
        .operation("chat")
        .model("gpt-4o")
        .usage(Usage.of(150, 250))
        .cost(ExampleTelemetry.PRICES)
        .responseTime(Duration.ofMillis(820))
        .quality(0.9)
        .attribute("shop.branch", "Berlin");
    span.end();
  }
}
