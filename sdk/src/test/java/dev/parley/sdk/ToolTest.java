package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ToolTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private final SpanRecorder spans = new SpanRecorder();

  @AfterEach
  void close() {
    spans.close();
  }

  private Tool tool(String name) {
    return Tool.of(name).on(spans.parley());
  }

  private static void takeMillis(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  @DisplayName("MH-01: a tool's span has name, type, description, arguments, result, duration")
  void attributes() {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("order", "o-17");
    arguments.put("amount", 12.5);
    arguments.put("note", null);
    Map<String, Object> back =
        tool("refund")
            .type("function")
            .description("Pays back")
            .callId("call_1")
            .arguments(arguments)
            .call(
                () -> {
                  takeMillis(20);
                  return Map.of("ok", true);
                });

    assertThat(back).isEqualTo(Map.of("ok", true));
    SpanData span = spans.only();
    assertThat(span.getName()).isEqualTo("execute_tool refund");
    String json = "{\"order\":\"o-17\",\"amount\":12.5,\"note\":null}";
    Map<String, Object> written = SpanRecorder.map(span.getAttributes());
    assertThat(written)
        .containsEntry("gen_ai.operation.name", "execute_tool")
        .containsEntry("gen_ai.l9.span.kind", "tool")
        .containsEntry("gen_ai.tool.name", "refund")
        .containsEntry("gen_ai.tool.type", "function")
        .containsEntry("gen_ai.tool.description", "Pays back")
        .containsEntry("gen_ai.tool.call.id", "call_1")
        .containsEntry("gen_ai.function.call.arguments", json)
        .containsEntry("gen_ai.tool.call.arguments", json)
        .containsEntry("gen_ai.function.call.result", "{\"ok\":true}")
        .containsEntry("gen_ai.tool.call.result", "{\"ok\":true}")
        .doesNotContainKey("parley.tool.approval");
    assertThat((Double) written.get("gen_ai.function.call.duration_ms")).isGreaterThanOrEqualTo(20);
  }

  static Stream<Arguments> falsy() {
    return Stream.of(
        Arguments.of(0, "0"),
        Arguments.of(0.0, "0.0"),
        Arguments.of(false, "false"),
        Arguments.of("", ""),
        Arguments.of(Map.of(), "{}"),
        Arguments.of(List.of(), "[]"));
  }

  @ParameterizedTest
  @DisplayName("MH-01 TK-06: results such as 0, false and the empty text are kept")
  @MethodSource("falsy")
  void falsyResults(Object result, String written) {
    tool("t").arguments(result).call(() -> result);
    assertThat(spans.attributes("execute_tool t"))
        .containsEntry("gen_ai.function.call.result", written)
        .containsEntry("gen_ai.function.call.arguments", written);
  }

  @Test
  @DisplayName("TK-06: null is no attribute, as argument, result, type or approver")
  void nulls() {
    tool("t")
        .type(null)
        .description(null)
        .callId(null)
        .arguments(null)
        .approvedBy(null, null)
        .call(() -> null);
    assertThat(spans.attributes("execute_tool t").keySet())
        .containsExactlyInAnyOrder(
            "gen_ai.function.call.duration_ms",
            "gen_ai.l9.span.kind",
            "gen_ai.operation.name",
            "gen_ai.tool.name",
            "latency_ms",
            "parley.tool.approval");
  }

  @Test
  @DisplayName("MH-01: a duration of 0 that was said by hand stays")
  void durationByHand() {
    tool("t").start().toolDuration(Duration.ZERO).end();
    assertThat(spans.attributes("execute_tool t"))
        .containsEntry("gen_ai.function.call.duration_ms", 0.0);
  }

  @Test
  @DisplayName("Long arguments are cut and stay JSON, long results are cut, and both say so")
  void longContent() {
    tool("t").arguments(Map.of("text", "x".repeat(20_000))).call(() -> "y".repeat(20_000));

    Map<String, Object> span = spans.attributes("execute_tool t");
    String arguments = (String) span.get("gen_ai.tool.call.arguments");
    assertThat(arguments).startsWith("\"{\\\"text\\\":\\\"xxx").endsWith("...\"");
    assertThat(span)
        .containsEntry("gen_ai.tool.call.arguments.truncated", true)
        .containsEntry("gen_ai.tool.call.result", "y".repeat(10_000) + "...")
        .containsEntry("gen_ai.tool.call.result.length", 20_000L)
        .containsEntry("gen_ai.tool.call.result.truncated", true);
  }

  @Test
  @DisplayName("An approved call says who allowed it and when")
  void approved() {
    tool("refund").approvedBy("alice", NOON).run(() -> {});
    assertThat(spans.attributes("execute_tool refund"))
        .containsEntry("parley.tool.approval", "approved")
        .containsEntry("parley.tool.approval.by", "alice")
        .containsEntry("parley.tool.approval.at", "2026-03-01T12:00:00Z");
  }

  @Test
  @DisplayName("A refused call is recorded without being run")
  void refused() {
    tool("refund").arguments(Map.of("amount", 9000)).refusedBy("bob", "too much").record();
    assertThat(spans.attributes("execute_tool refund"))
        .containsEntry("parley.tool.approval", "refused")
        .containsEntry("parley.tool.approval.by", "bob")
        .containsEntry("parley.tool.approval.reason", "too much")
        .containsEntry("gen_ai.function.call.arguments", "{\"amount\":9000}")
        .doesNotContainKey("gen_ai.function.call.result")
        .containsKey("parley.tool.approval.at");
  }

  @Test
  @DisplayName("Approval while the tool runs is on its span, also from within another span")
  void approvalInside() throws Exception {
    boolean granted =
        tool("refund")
            .call(
                () -> {
                  Span request = spans.start("request");
                  try (Scope scope = request.makeCurrent()) {
                    boolean answer =
                        Tool.awaitingApproval(
                            () -> {
                              takeMillis(20);
                              return true;
                            });
                    Tool.awaitingApproval(
                        () -> {
                          takeMillis(20);
                          return answer;
                        });
                    Tool.approved("alice", NOON);
                    return answer;
                  } finally {
                    request.end();
                  }
                });

    assertThat(granted).isTrue();
    Map<String, Object> span = spans.attributes("execute_tool refund");
    assertThat(span)
        .containsEntry("parley.tool.approval", "approved")
        .containsEntry("parley.tool.approval.by", "alice")
        .containsEntry("parley.tool.approval.at", "2026-03-01T12:00:00Z");
    assertThat((Double) span.get("parley.tool.approval.wait_ms")).isGreaterThanOrEqualTo(40);
    assertThat(spans.attributes("request")).isEmpty();
  }

  @Test
  @DisplayName("A step's tool and another library's span are marked as well; asking may fail")
  void approvalElsewhere() {
    IOException broken = new IOException("no reviewer");
    assertThatThrownBy(
            () ->
                Step.tool("step")
                    .on(spans.parley())
                    .call(
                        () ->
                            Tool.awaitingApproval(
                                () -> {
                                  throw broken;
                                })))
        .isSameAs(broken);
    Span foreign = spans.start("foreign");
    try (Scope scope = foreign.makeCurrent()) {
      Tool.refused("bob", "no");
    }
    foreign.end();
    Tool.approved("nobody's tool");

    assertThat(spans.attributes("step")).containsKey("parley.tool.approval.wait_ms");
    assertThat(spans.attributes("foreign"))
        .containsEntry("parley.tool.approval", "refused")
        .containsEntry("parley.tool.approval.reason", "no");
  }

  @Test
  @DisplayName("Switched off, content is not even made: no value is asked for its text")
  void contentOff() {
    AtomicInteger asked = new AtomicInteger();
    Object value =
        new Object() {
          @Override
          public String toString() {
            asked.incrementAndGet();
            return "said";
          }
        };
    try (SpanRecorder silent = new SpanRecorder(builder -> builder.captureContent(false));
        SpanRecorder unsampled =
            new SpanRecorder(builder -> builder.sampler(Sampler.alwaysOff()))) {
      for (SpanRecorder recorder : List.of(silent, unsampled)) {
        Tool.of("t")
            .on(recorder.parley())
            .arguments(Map.of("a", value))
            .refusedBy("bob", "because")
            .call(() -> value);
        GenAiSpan.llm("call")
            .on(recorder.parley())
            .start()
            .content(value, List.of(value))
            .toolCallEvent("t", value)
            .toolResultEvent("t", value)
            .end();
      }
      assertThat(silent.spans().toString()).contains("bob").doesNotContain("because");
    }
    assertThat(asked).hasValue(0);
  }

  @Test
  @DisplayName("Waits for approval of one tool add up, from several threads too")
  void concurrentWaits() throws Exception {
    int threads = 4;
    GenAiSpan running = tool("t").start();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch all = new CountDownLatch(threads);
    AtomicLong waited = new AtomicLong();
    try {
      List<Callable<Boolean>> work =
          Collections.nCopies(
              threads,
              () -> {
                all.countDown();
                all.await();
                try (Scope scope = running.makeCurrent()) {
                  for (int i = 0; i < 1_000; i++) {
                    waited.addAndGet(
                        Tool.awaitingApproval(
                            () -> {
                              long start = System.nanoTime();
                              Thread.onSpinWait();
                              return System.nanoTime() - start;
                            }));
                  }
                }
                return true;
              });
      assertThat(pool.invokeAll(work)).hasSize(threads);
    } finally {
      pool.shutdownNow();
    }
    running.end();

    // What was measured inside is less than what was recorded around it, unless some of it is lost.
    assertThat((Double) spans.attributes("execute_tool t").get("parley.tool.approval.wait_ms"))
        .isGreaterThanOrEqualTo(waited.get() / 1e6);
  }

  @Test
  @DisplayName("A reason is redacted")
  void redactedReason() {
    try (SpanRecorder redacted =
        new SpanRecorder(builder -> builder.redactor((key, text) -> "[x]"))) {
      Tool.of("t").on(redacted.parley()).refusedBy("bob", "secret").record();
      assertThat(redacted.attributes("execute_tool t"))
          .containsEntry("parley.tool.approval.reason", "[x]");
    }
  }

  @Test
  @DisplayName("What a tool throws is thrown on unchanged and recorded once, with a duration")
  void failure() {
    IOException broken = new IOException("broken");
    assertThatThrownBy(
            () ->
                tool("t")
                    .call(
                        () -> {
                          throw broken;
                        }))
        .isSameAs(broken);
    SpanData span = spans.only();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEvents()).hasSize(1);
    assertThat(SpanRecorder.map(span.getAttributes()))
        .containsEntry("error.type", "java.io.IOException")
        .containsKey("gen_ai.function.call.duration_ms");
  }

  @Test
  @DisplayName("An asynchronous tool ends with its stage, result included")
  void async() throws Exception {
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletionStage<String> result = tool("t").async(() -> work);
    assertThat(spans.spans()).isEmpty();

    work.complete("done");

    assertThat(result.toCompletableFuture().get()).isEqualTo("done");
    assertThat(spans.attributes("execute_tool t"))
        .containsEntry("gen_ai.function.call.result", "done");
  }

  @Test
  @DisplayName("A failing stage fails with the same exception; cancelling reaches the work")
  void asyncFailure() {
    IOException broken = new IOException("broken");
    CompletionStage<String> failed =
        tool("failed").async(() -> CompletableFuture.<String>failedFuture(broken));
    assertThatThrownBy(() -> failed.toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(broken);
    CompletableFuture<String> work = new CompletableFuture<>();
    tool("cancelled").async(() -> work).toCompletableFuture().cancel(true);
    assertThat(work).isCancelled();
    CompletionStage<String> none = tool("none").async(() -> null);
    assertThat(none).isNull();

    assertThat(spans.named("execute_tool failed").getStatus().getStatusCode())
        .isEqualTo(StatusCode.ERROR);
    assertThat(spans.spans()).hasSize(3);
  }

  @Test
  @DisplayName("A tool without a name is still a tool")
  void nameless() {
    tool(null).run(() -> {});
    assertThat(spans.attributes("execute_tool")).containsEntry("gen_ai.l9.span.kind", "tool");
  }

  @Test
  @DisplayName("MH-01: a tool and its result on any span")
  void onAnySpan() {
    Span span = spans.start("span");
    GenAiSpan.of(span)
        .on(spans.parley())
        .tool(Tool.of("search").type("datastore").arguments("{\"q\":1}"))
        .toolResult(false)
        .toolDuration(Duration.ofMillis(12));
    span.end();
    assertThat(spans.attributes("span"))
        .containsEntry("gen_ai.l9.span.kind", "tool")
        .containsEntry("gen_ai.tool.name", "search")
        .containsEntry("gen_ai.tool.type", "datastore")
        .containsEntry("gen_ai.function.call.arguments", "{\"q\":1}")
        .containsEntry("gen_ai.function.call.result", "false")
        .containsEntry("gen_ai.function.call.duration_ms", 12.0);
  }
}
