package dev.parley.sdk;

import static dev.parley.sdk.BridgedSpans.attributes;
import static dev.parley.sdk.BridgedSpans.events;
import static dev.parley.sdk.BridgedSpans.json;
import static dev.parley.sdk.BridgedSpans.map;
import static dev.parley.sdk.BridgedSpans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogBridgeTest {
  private final BridgedSpans spans = new BridgedSpans();

  /** One span around what is emitted, current meanwhile. */
  private SpanData around(BridgedSpans recorder, Runnable emits) {
    Span span = recorder.start("chat");
    try (Scope scope = span.makeCurrent()) {
      emits.run();
    }
    span.end();
    return recorder.named("chat");
  }

  private static Value<?> choice(int index, String reason, Value<?> message) {
    return map("index", index, "finish_reason", reason, "message", message);
  }

  @Test
  @DisplayName("BR-01: a user's message is on its span: flat, indexed, as messages and as an event")
  void prompt() {
    SpanData span =
        around(spans, () -> spans.emit(null, "gen_ai.user.message", text("Weather in Paris?")));

    assertThat(attributes(span))
        .containsEntry("gen_ai.prompt.0.role", "user")
        .containsEntry("gen_ai.prompt.0.content", "Weather in Paris?")
        .doesNotContainKey("gen_ai.prompt.truncated");
    JsonNodeAssert.equal(
        attributes(span).get("gen_ai.prompt"),
        """
        [{"role":"user","content":"Weather in Paris?"}]\
        """);
    JsonNodeAssert.equal(
        attributes(span).get("gen_ai.input.messages"),
        """
        [{"role":"user","parts":[{"type":"text","content":"Weather in Paris?"}]}]\
        """);
    assertThat(events(span, "gen_ai.content.prompt"))
        .singleElement()
        .satisfies(
            event ->
                JsonNodeAssert.equal(
                    SpanRecorder.map(event.getAttributes()).get("gen_ai.prompt"),
                    """
                    [{"role":"user","content":"Weather in Paris?"}]\
                    """));
  }

  @Test
  @DisplayName("BR-02: a choice with tool calls: role, reason, index and the calls as JSON")
  void choiceWithToolCalls() {
    Value<?> call =
        map(
            "id",
            "call_1",
            "type",
            "function",
            "function",
            map("name", "get_weather", "arguments", "{\"city\":\"Paris\"}"));
    SpanData span =
        around(
            spans,
            () ->
                spans.emit(
                    null,
                    "gen_ai.choice",
                    choice(0, "tool_calls", map("tool_calls", Value.of(List.of(call))))));

    Map<String, Object> attributes = attributes(span);
    assertThat(attributes)
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.finish_reason", "tool_calls")
        .containsEntry("gen_ai.completion.0.index", 0L);
    String calls =
        """
        [{"id":"call_1","type":"function",\
        "function":{"name":"get_weather","arguments":"{\\"city\\":\\"Paris\\"}"}}]\
        """;
    JsonNodeAssert.equal(attributes.get("gen_ai.completion.0.tool_calls"), calls);
    JsonNodeAssert.equal(
        attributes.get("gen_ai.completion"),
        "[{\"role\":\"assistant\",\"tool_calls\":"
            + calls
            + ",\"finish_reason\":\"tool_calls\",\"index\":0}]");
    JsonNodeAssert.equal(
        attributes.get("gen_ai.output.messages"),
        """
        [{"role":"assistant","parts":[{"type":"tool_call","id":"call_1","name":"get_weather",\
        "arguments":"{\\"city\\":\\"Paris\\"}"}],"finish_reason":"tool_call"}]\
        """);
    assertThat(events(span, "gen_ai.content.completion")).hasSize(1);
  }

  @Test
  @DisplayName("BR-03 BR-11: messages keep their order, with system and developer among them")
  void order() {
    SpanData span =
        around(
            spans,
            () -> {
              spans.emit(null, "gen_ai.system.message", text("Be brief."));
              spans.emit(null, "gen_ai.developer.message", text("No jokes."));
              spans.emit(null, "gen_ai.user.message", text("Hi"));
              spans.emit(null, "gen_ai.assistant.message", map("role", "model", "content", "Ho"));
            });

    assertThat(attributes(span))
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.0.content", "Be brief.")
        .containsEntry("gen_ai.prompt.1.role", "developer")
        .containsEntry("gen_ai.prompt.1.content", "No jokes.")
        .containsEntry("gen_ai.prompt.2.role", "user")
        .containsEntry("gen_ai.prompt.3.role", "model");
  }

  @Test
  @DisplayName("BR-04: other events, and bodies that are no map, leave the span as it was")
  void foreign() {
    SpanData span =
        around(
            spans,
            () -> {
              spans.emit(null, "http.request", text("no"));
              spans.emit(null, "gen_ai.evaluation.result", text("no"));
              spans.emit(null, "gen_ai.user.message", Value.of("no map"));
              spans.emit(null, "gen_ai.choice", Value.of(List.of(Value.of(1))));
              spans.emit(null, "gen_ai.choice", null);
              spans.logger().logRecordBuilder().setBody("plain").emit();
            });

    assertThat(attributes(span)).isEmpty();
    assertThat(span.getEvents()).isEmpty();
    assertThat(spans.bridge().dropped()).isZero();
  }

  @Test
  @DisplayName("BR-05 D13: what is cut is still JSON everywhere, and says that it was cut")
  void truncation() {
    try (BridgedSpans cutting = new BridgedSpans(setUp -> setUp.maxContentLength(200), true)) {
      SpanData span =
          around(
              cutting,
              () -> {
                cutting.emit(null, "gen_ai.user.message", text("\"é\n".repeat(167)));
                cutting.emit(null, "gen_ai.user.message", text("short"));
                cutting.emit(
                    null,
                    "gen_ai.choice",
                    choice(0, "stop", map("content", "x".repeat(199) + "😀😀")));
              });

      Map<String, Object> attributes = attributes(span);
      assertThat(attributes)
          .containsEntry("gen_ai.prompt.truncated", true)
          .containsEntry("gen_ai.completion.truncated", true)
          .containsEntry("gen_ai.prompt.1.content", "short")
          .containsEntry("gen_ai.completion.0.content", "x".repeat(199));
      assertThat((String) attributes.get("gen_ai.prompt.0.content"))
          .isEqualTo("\"é\n".repeat(167).substring(0, 200));
      assertThat(json(attributes.get("gen_ai.prompt"))).hasSize(2);
      assertThat(json(attributes.get("gen_ai.prompt")).at("/0/content").textValue()).hasSize(200);
      assertThat(json(attributes.get("gen_ai.completion")).at("/0/content").textValue())
          .isEqualTo("x".repeat(199));
      assertThat(json(attributes.get("gen_ai.input.messages"))).hasSize(2);
      Map<String, Object> event =
          SpanRecorder.map(events(span, "gen_ai.content.prompt").get(0).getAttributes());
      assertThat(json(event.get("gen_ai.prompt"))).hasSize(2);
      assertThat(event)
          .containsEntry("gen_ai.prompt.truncated", true)
          .containsEntry("gen_ai.prompt.length", 506L);
    }
  }

  @Test
  @DisplayName("BR-05: content of many parts, and a call's arguments, are cut to JSON as well")
  void truncatedParts() {
    try (BridgedSpans cutting = new BridgedSpans(setUp -> setUp.maxContentLength(50), true)) {
      List<Value<?>> parts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        parts.add(map("type", "text", "text", "part " + i));
      }
      SpanData span =
          around(
              cutting,
              () -> {
                cutting.emit(null, "gen_ai.user.message", map("content", Value.of(parts)));
                cutting.emit(
                    null,
                    "gen_ai.choice",
                    choice(
                        0,
                        "tool_calls",
                        map(
                            "tool_calls",
                            Value.of(
                                List.of(
                                    map(
                                        "id",
                                        "call_1",
                                        "function",
                                        map("name", "f", "arguments", "a".repeat(100))))))));
              });

      Map<String, Object> attributes = attributes(span);
      assertThat(json(attributes.get("gen_ai.prompt.0.content"))).isNotEmpty();
      assertThat(((String) attributes.get("gen_ai.prompt.0.content")).length()).isLessThan(400);
      assertThat(json(attributes.get("gen_ai.completion.0.tool_calls")).at("/0/function/arguments"))
          .hasToString('"' + "a".repeat(50) + '"');
      assertThat(attributes)
          .containsEntry("gen_ai.prompt.truncated", true)
          .containsEntry("gen_ai.completion.truncated", true);
    }
  }

  @Test
  @DisplayName("BR-06 D13: nothing is kept of a span that has ended")
  void released() {
    Span span = spans.start("chat");
    spans.emit(span, "gen_ai.user.message", text("Hi"));
    assertThat(spans.bridge().openSpans()).isEqualTo(1);
    span.end();
    assertThat(spans.bridge().openSpans()).isZero();

    spans.emit(span, "gen_ai.choice", choice(0, "stop", text("late")));
    assertThat(spans.bridge().openSpans()).isZero();
  }

  @ParameterizedTest
  @DisplayName("BR-06 D13: 10,000 spans whose end is never seen are kept in bounded number")
  @ValueSource(booleans = {true, false})
  void boundedWithoutEnds(boolean ended) {
    try (BridgedSpans unwired = new BridgedSpans(setUp -> {}, false)) {
      List<Span> held = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        Span span = unwired.start("chat");
        unwired.emit(span, "gen_ai.user.message", text("Hi " + i));
        if (ended) {
          span.end();
        }
        held.add(span);
      }
      assertThat(unwired.bridge().openSpans()).isLessThanOrEqualTo(1_000);
      assertThat(held).hasSize(10_000);
    }
  }

  @Test
  @DisplayName("BR-06: without the span processor, content is on the span all the same")
  void unwired() {
    try (BridgedSpans unwired = new BridgedSpans(setUp -> {}, false)) {
      SpanData span =
          around(
              unwired,
              () -> {
                unwired.emit(null, "gen_ai.system.message", text("Be brief."));
                unwired.emit(null, "gen_ai.user.message", text("Hi"));
                unwired.emit(null, "gen_ai.choice", choice(1, "stop", text("second")));
                unwired.emit(null, "gen_ai.choice", choice(0, "stop", text("first")));
              });

      assertThat(attributes(span))
          .containsEntry("gen_ai.prompt.1.content", "Hi")
          .containsEntry("gen_ai.completion.0.content", "first")
          .containsEntry("gen_ai.completion.1.content", "second");
      assertThat(json(attributes(span).get("gen_ai.prompt"))).hasSize(2);
      assertThat(json(attributes(span).get("gen_ai.completion"))).hasSize(2);
      assertThat(events(span, "gen_ai.content.prompt")).hasSize(1);
      assertThat(events(span, "gen_ai.content.completion"))
          .extracting(
              event ->
                  json(SpanRecorder.map(event.getAttributes()).get("gen_ai.completion"))
                      .at("/0/content")
                      .textValue())
          .containsExactly("second", "first");
    }
  }

  @Test
  @DisplayName("BR-07: a tool's message tells which call it answers")
  void toolMessage() {
    SpanData span =
        around(
            spans,
            () ->
                spans.emit(
                    null, "gen_ai.tool.message", map("id", "call_1", "content", "rainy, 57F")));

    assertThat(attributes(span))
        .containsEntry("gen_ai.prompt.0.role", "tool")
        .containsEntry("gen_ai.prompt.0.tool_call_id", "call_1")
        .containsEntry("gen_ai.prompt.0.content", "rainy, 57F");
    JsonNodeAssert.equal(
        attributes(span).get("gen_ai.input.messages"),
        """
        [{"role":"tool","parts":[{"type":"tool_call_response","id":"call_1",\
        "response":"rainy, 57F"}]}]\
        """);
  }

  @Test
  @DisplayName("BR-08: events with no span, or with one that has ended, are counted and no error")
  void noSpan() {
    assertThatCode(
            () -> {
              spans.emit(null, "gen_ai.user.message", text("alone"));
              Span ended = spans.start("ended");
              ended.end();
              spans.emit(ended, "gen_ai.user.message", text("late"));
              spans.emit(
                  Span.wrap(ended.getSpanContext()), "gen_ai.user.message", text("elsewhere"));
            })
        .doesNotThrowAnyException();

    assertThat(spans.bridge().dropped()).isEqualTo(3);
    assertThat(spans.bridge().openSpans()).isZero();
    assertThat(attributes(spans.only())).isEmpty();
  }

  @Test
  @DisplayName("BR-09 D13: an event lands on the span of its own context, not on the current one")
  void ownContext() {
    Span x = spans.start("x");
    Span y = spans.start("y");
    try (Scope scope = y.makeCurrent()) {
      spans.emit(x, "gen_ai.user.message", text("for x"));
    }
    x.end();
    y.end();

    assertThat(attributes(spans.named("x"))).containsEntry("gen_ai.prompt.0.content", "for x");
    assertThat(attributes(spans.named("y"))).isEmpty();
  }

  @Test
  @DisplayName("BR-09 D13: a streamed answer lands on the call, though the request is current")
  void streamed() throws Exception {
    Span request = spans.start("GET /chat");
    try (Scope scope = request.makeCurrent()) {
      Span call = spans.start("chat");
      Context callContext = Context.current().with(call);
      try (Scope inner = callContext.makeCurrent()) {
        spans.emit(null, "gen_ai.user.message", text("Hi"));
      }
      // The stream is read when the call's span is current no more, and on another thread.
      CompletableFuture.runAsync(
              () -> {
                spans.emit(
                    Span.fromContext(callContext),
                    "gen_ai.choice",
                    choice(0, "stop", text("streamed")));
                call.end();
              })
          .get(1, TimeUnit.MINUTES);
    }
    request.end();

    assertThat(attributes(spans.named("chat")))
        .containsEntry("gen_ai.completion.0.content", "streamed");
    assertThat(attributes(spans.named("GET /chat"))).isEmpty();
    assertThat(spans.named("GET /chat").getEvents()).isEmpty();
  }

  @Test
  @DisplayName("BR-10 D13: many messages make one event, whose size grows with them and no faster")
  void oneEvent() {
    int five = promptEventSize("five", 5);
    int fifty = promptEventSize("fifty", 50);

    assertThat(fifty).isBetween(five * 9, five * 11);
  }

  private int promptEventSize(String name, int messages) {
    Span span = spans.start(name);
    for (int i = 0; i < messages; i++) {
      spans.emit(span, "gen_ai.user.message", text("m".repeat(100)));
    }
    span.end();
    SpanData data = spans.named(name);
    assertThat(data.getEvents()).hasSize(1);
    String prompt =
        (String) SpanRecorder.map(data.getEvents().get(0).getAttributes()).get("gen_ai.prompt");
    assertThat(json(prompt)).hasSize(messages);
    return prompt.length();
  }

  @Test
  @DisplayName("Usage and cost are on the span before its content, which may fill it")
  void usageFirst() {
    try (SpanRecorder small =
        new SpanRecorder(
            Map.of("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "20", "PARLEY_PRICES", "gpt-4o=2.50/10.00"),
            builder -> builder)) {
      Span span = small.start("chat");
      for (int i = 0; i < 30; i++) {
        small
            .parley()
            .openTelemetry()
            .getLogsBridge()
            .get("some-instrumentation")
            .logRecordBuilder()
            .setEventName("gen_ai.user.message")
            .setContext(Context.root().with(span))
            .setBody(text("Hi " + i))
            .emit();
      }
      span.setAllAttributes(
          Attributes.builder()
              .put("gen_ai.operation.name", "chat")
              .put("gen_ai.request.model", "gpt-4o")
              .put("gen_ai.usage.input_tokens", 1_000)
              .put("gen_ai.usage.output_tokens", 500)
              .build());
      span.end();

      assertThat(small.attributes("chat"))
          .containsEntry("gen_ai.usage.cost_usd", 0.0075)
          .containsKeys("gen_ai.input.messages", "gen_ai.prompt", "gen_ai.prompt.0.content")
          .hasSize(20);
    }
  }
}
