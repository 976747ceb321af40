package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepTest {
  private final SpanRecorder spans =
      new SpanRecorder(
          builder ->
              builder.prices(PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"))));

  @AfterEach
  void close() {
    spans.close();
  }

  private Step llm(String name) {
    return Step.llm(name).on(spans.parley());
  }

  private static Map<String, Object> event(SpanData span, String name) {
    return span.getEvents().stream()
        .filter(event -> event.getName().equals(name))
        .map(EventData::getAttributes)
        .map(SpanRecorder::map)
        .findFirst()
        .orElse(null);
  }

  /** Takes at least this long by the clock that spans are measured with. */
  private static void takeMillis(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  @DisplayName("OB-01 OB-02: a span of the given name with input and output as events")
  void inputAndOutput() {
    String answer = llm("answer").input("Where is it?").call(() -> "On its way.");

    assertThat(answer).isEqualTo("On its way.");
    SpanData span = spans.only();
    assertThat(span.getName()).isEqualTo("answer");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
    assertThat(event(span, "gen_ai.content.prompt"))
        .isEqualTo(Map.of("gen_ai.prompt", "Where is it?"));
    assertThat(event(span, "gen_ai.content.completion"))
        .isEqualTo(Map.of("gen_ai.completion", "On its way."));
  }

  @Test
  @DisplayName("OB-01: without a name the span has that of the method, in a lambda too")
  void nameOfTheMethod() {
    Step.of(StepKind.TOOL).on(spans.parley()).run(() -> {});
    Runnable lambda = () -> Step.of(StepKind.TOOL).on(spans.parley()).run(() -> {});
    lambda.run();

    assertThat(spans.spans())
        .extracting(SpanData::getName)
        .containsExactly("nameOfTheMethod", "nameOfTheMethod");
  }

  @Test
  @DisplayName("OB-03: messages are written as lines of role and content")
  void messages() {
    llm("s")
        .input(
            List.of(
                Map.of("role", "user", "content", "a"),
                Map.of("role", "assistant", "content", "b")))
        .run(() -> {});

    assertThat(event(spans.only(), "gen_ai.content.prompt"))
        .containsEntry("gen_ai.prompt", "user: a\nassistant: b");
  }

  @Test
  @DisplayName("OB-04: switched off, neither input nor output is recorded")
  void captureOff() {
    llm("s").input("secret").captureInput(false).captureOutput(false).call(() -> "secret too");

    SpanData span = spans.only();
    assertThat(span.getEvents()).isEmpty();
    assertThat(span.toString()).doesNotContain("secret");
  }

  @Test
  @DisplayName("OB-04: the environment's false overrides the code")
  void captureOffByEnvironment() {
    try (SpanRecorder silent =
        new SpanRecorder(
            Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "false"),
            builder -> builder.captureContent(true))) {
      Step.llm("s").on(silent.parley()).input("secret").call(() -> "secret");
      assertThat(silent.only().getEvents()).isEmpty();
      assertThat(silent.parley().capturesContent()).isFalse();
    }
  }

  @Test
  @DisplayName("OB-06: long content is cut, marked, and its length told")
  void longContent() {
    llm("s").input("x".repeat(25_000)).run(() -> {});

    Map<String, Object> prompt = event(spans.only(), "gen_ai.content.prompt");
    assertThat((String) prompt.get("gen_ai.prompt")).hasSize(10_000);
    assertThat(prompt)
        .containsEntry("gen_ai.prompt.truncated", true)
        .containsEntry("gen_ai.prompt.length", 25_000L);
  }

  @Test
  @DisplayName("OB-07: latency in milliseconds, on success and on failure")
  void latency() {
    llm("good").run(() -> takeMillis(50));
    assertThatThrownBy(
            () ->
                llm("bad")
                    .run(
                        () -> {
                          takeMillis(50);
                          throw new IllegalStateException("late");
                        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat((Double) spans.attributes("good").get("latency_ms")).isGreaterThanOrEqualTo(50);
    assertThat((Double) spans.attributes("bad").get("latency_ms")).isGreaterThanOrEqualTo(50);
  }

  @Test
  @DisplayName("OB-12 D8: the same exception is thrown, recorded once, with its type")
  void exception() {
    IOException broken = new IOException("broken");

    assertThatThrownBy(
            () ->
                llm("s")
                    .call(
                        () -> {
                          throw broken;
                        }))
        .isSameAs(broken);

    SpanData span = spans.only();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEqualTo("broken");
    assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("exception");
    assertThat(SpanRecorder.map(span.getAttributes()))
        .containsEntry("error.type", "java.io.IOException");
  }

  @Test
  @DisplayName("OB-13: an asynchronous step ends with its stage, with the same attributes")
  void async() throws Exception {
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletionStage<String> result = llm("s").input("in").async(() -> work);
    assertThat(spans.spans()).isEmpty();

    work.complete("out");

    assertThat(result.toCompletableFuture().get()).isEqualTo("out");
    SpanData span = spans.only();
    assertThat(event(span, "gen_ai.content.prompt")).containsEntry("gen_ai.prompt", "in");
    assertThat(event(span, "gen_ai.content.completion")).containsEntry("gen_ai.completion", "out");
    assertThat(SpanRecorder.map(span.getAttributes())).containsKey("latency_ms");
  }

  @Test
  @DisplayName("OB-12 OB-13: a failing stage fails with the same exception, recorded once")
  void asyncFailure() {
    IOException broken = new IOException("broken");

    CompletionStage<String> result =
        llm("s").async(() -> CompletableFuture.<String>failedFuture(broken));

    assertThatThrownBy(() -> result.toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(broken);
    SpanData span = spans.only();
    assertThat(span.getEvents()).hasSize(1);
    assertThat(SpanRecorder.map(span.getAttributes()))
        .containsEntry("error.type", "java.io.IOException");
  }

  @Test
  @DisplayName("Work that gives no stage gives the caller its null, and the span ends")
  void asyncWithoutStage() {
    CompletionStage<String> none = llm("s").async(() -> null);
    assertThat(none).isNull();
    assertThat(spans.only().getName()).isEqualTo("s");
  }

  @Test
  @DisplayName("What can be read once is left to the application; a path is its own text")
  void readOnce() {
    Iterator<String> items = List.of("a", "b").iterator();
    Iterable<String> once = () -> items;
    assertThat(llm("s").call(() -> once).iterator().next()).isEqualTo("a");
    llm("path").call(() -> Path.of("a", "b"));
    assertThat(event(spans.named("path"), "gen_ai.content.completion"))
        .containsEntry("gen_ai.completion", Path.of("a", "b").toString());
  }

  @Test
  @DisplayName("OB-15: a step inside a step is its child")
  void nested() {
    Step.chain("outer")
        .on(spans.parley())
        .run(() -> Step.tool("inner").on(spans.parley()).run(() -> {}));

    assertThat(spans.named("inner").getParentSpanId()).isEqualTo(spans.named("outer").getSpanId());
  }

  @ParameterizedTest
  @DisplayName("OB-16: the kind is on the span")
  @EnumSource
  void kinds(StepKind kind) {
    Step.of(kind, "s").on(spans.parley()).run(() -> {});

    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.l9.span.kind", kind.name().toLowerCase(java.util.Locale.ROOT));
    assertThat(StepKind.of("no such kind")).isEqualTo(StepKind.LLM);
  }

  @Test
  @DisplayName("OB-17 OB-18: tags keep their order; metadata and category are text")
  void tagsAndMetadata() {
    llm("s").tag("b", "a").tag("c").metadata("version", 2).category("support").run(() -> {});

    assertThat(spans.attributes("s"))
        .containsEntry("tags", List.of("b", "a", "c"))
        .containsEntry("metadata.version", "2")
        .containsEntry("metadata.category", "support")
        .containsEntry("user.category", "support");
  }

  @Test
  @DisplayName("OB-23: a value whose text fails breaks neither the call nor the rest of the span")
  void contextAndBrokenValues() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    Object back =
        Conversation.of("c")
            .call(() -> Agent.of("a").call(() -> llm("s").input(broken).call(() -> broken)));

    assertThat(back).isSameAs(broken);
    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.conversation.id", "c")
        .containsEntry("gen_ai.agent.name", "a")
        .doesNotContainKey("custom.agent_name");
  }

  @Test
  @DisplayName("A model step around an instrumented call is its wrapper and has no cost of its own")
  void wrapper() {
    llm("outer")
        .run(
            () -> {
              LlmCall call = LlmCall.of(spans.parley(), "chat", "openai").model("gpt-4o").start();
              call.usage(Usage.of(1000, 500));
              call.end();
            });

    assertThat(spans.attributes("outer"))
        .containsEntry("parley.usage.role", "wrapper")
        .doesNotContainKey("gen_ai.usage.cost_usd");
    assertThat(spans.attributes("chat gpt-4o"))
        .containsEntry("gen_ai.usage.cost_usd", 0.0075)
        .doesNotContainKey("parley.usage.role");
  }

  @Test
  @DisplayName("A step that alone knows the usage is no wrapper")
  void onlyTheStepKnows() {
    llm("outer")
        .run(
            () -> {
              LlmCall.of(spans.parley(), "chat", "openai").model("gpt-4o").start().end();
              Span.current()
                  .setAttribute("gen_ai.request.model", "gpt-4o")
                  .setAttribute("gen_ai.usage.input_tokens", 1000)
                  .setAttribute("gen_ai.usage.output_tokens", 500);
            });

    assertThat(spans.attributes("outer"))
        .doesNotContainKey("parley.usage.role")
        .containsEntry("gen_ai.usage.cost_usd", 0.0075);
  }

  @Test
  @DisplayName("A call inside a tool inside a model step is another call")
  void callInsideTool() {
    llm("outer")
        .run(
            () ->
                Step.tool("tool")
                    .on(spans.parley())
                    .run(() -> LlmCall.of(spans.parley(), "chat", "openai").start().end()));

    assertThat(spans.attributes("outer")).doesNotContainKey("parley.usage.role");
  }
}
