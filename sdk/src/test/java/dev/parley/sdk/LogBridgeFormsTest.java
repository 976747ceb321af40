package dev.parley.sdk;

import static dev.parley.sdk.BridgedSpans.attributes;
import static dev.parley.sdk.BridgedSpans.json;
import static dev.parley.sdk.BridgedSpans.map;
import static dev.parley.sdk.BridgedSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogBridgeFormsTest {
  private static final String DETAILS = "gen_ai.client.inference.operation.details";
  private static final String INPUT =
      """
      [{"role":"user","parts":[{"type":"text","content":"Weather?"}]},\
      {"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"weather",\
      "arguments":{"n":1.50,"deep":[true,null]}}]},\
      {"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"rainy"}]}]\
      """;

  private final BridgedSpans spans = new BridgedSpans();

  private static void emit(Logger logger, Span span, String event, Value<?> body) {
    logger
        .logRecordBuilder()
        .setEventName(event)
        .setContext(Context.root().with(span))
        .setBody(body)
        .emit();
  }

  @Test
  @DisplayName("The details event, with JSON in texts, fills every form")
  void detailsAsText() {
    Span span = spans.start("chat");
    spans
        .logger()
        .logRecordBuilder()
        .setEventName(DETAILS)
        .setContext(Context.root().with(span))
        .setAttribute(
            "gen_ai.system_instructions", "[{\"type\":\"text\",\"content\":\"Be brief.\"}]")
        .setAttribute("gen_ai.input.messages", INPUT)
        .setAttribute("gen_ai.tool.definitions", "[{\"type\":\"function\",\"name\":\"weather\"}]")
        .emit();
    spans
        .logger()
        .logRecordBuilder()
        .setEventName(DETAILS)
        .setContext(Context.root().with(span))
        .setAttribute(
            "gen_ai.output.messages",
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Rainy.\"}],"
                + "\"finish_reason\":\"stop\"}]")
        .emit();
    span.end();

    Map<String, Object> attributes = attributes(spans.only());
    JsonNodeAssert.equal(attributes.get("gen_ai.input.messages"), INPUT);
    JsonNodeAssert.equal(
        attributes.get("gen_ai.system_instructions"),
        "[{\"type\":\"text\",\"content\":\"Be brief.\"}]");
    assertThat(json(attributes.get("gen_ai.tool.definitions")).at("/0/name").textValue())
        .isEqualTo("weather");
    assertThat(attributes)
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.0.content", "Be brief.")
        .containsEntry("gen_ai.prompt.1.content", "Weather?")
        .containsEntry("gen_ai.prompt.3.tool_call_id", "c1")
        .containsEntry("gen_ai.prompt.3.content", "rainy")
        .containsEntry("gen_ai.completion.0.content", "Rainy.")
        .containsEntry("gen_ai.completion.0.finish_reason", "stop");
  }

  @Test
  @DisplayName("The details event, structured, replaces what single messages told before")
  void detailsStructured() {
    Span span = spans.start("chat");
    spans.emit(span, "gen_ai.user.message", text("half"));
    spans
        .logger()
        .logRecordBuilder()
        .setEventName(DETAILS)
        .setContext(Context.root().with(span))
        .setAttribute(
            "gen_ai.input.messages",
            Value.of(
                map("role", "user", "parts", Value.of(map("type", "text", "content", "whole")))))
        .emit();
    spans.emit(span, "gen_ai.user.message", text("again"));
    span.end();

    assertThat(attributes(spans.only()))
        .containsEntry("gen_ai.prompt.0.content", "whole")
        .doesNotContainKey("gen_ai.prompt.1.content");
  }

  @ParameterizedTest
  @DisplayName("A details event whose JSON is broken writes nothing of it")
  @ValueSource(
      strings = {"[", "[1,]", "{}", "[{\"role\":\"user\"", "text", "[\"\\u00g0\"]", "[01]"})
  void brokenDetails(String messages) {
    Span span = spans.start("chat");
    spans
        .logger()
        .logRecordBuilder()
        .setEventName(DETAILS)
        .setContext(Context.root().with(span))
        .setAttribute("gen_ai.input.messages", messages)
        .emit();
    span.end();
    assertThat(attributes(spans.only())).isEmpty();
  }

  @Test
  @DisplayName("OpenTelemetry for Java names events by attribute; Bedrock has its own body")
  void bedrock() {
    Span span = spans.start("chat");
    spans
        .logger()
        .logRecordBuilder()
        .setAttribute("event.name", "gen_ai.choice")
        .setContext(Context.root().with(span))
        .setBody(
            map(
                "index",
                0,
                "finish_reason",
                "tool_use",
                "content",
                "Let me see",
                "toolCalls",
                Value.of(map("id", "t1", "name", "weather", "arguments", map("city", "Paris")))))
        .emit();
    span.end();

    Map<String, Object> attributes = attributes(spans.only());
    assertThat(attributes).containsEntry("gen_ai.completion.0.content", "Let me see");
    assertThat(json(attributes.get("gen_ai.completion.0.tool_calls")).at("/0/function/name"))
        .hasToString("\"weather\"");
    assertThat(json(attributes.get("gen_ai.completion.0.tool_calls")).at("/0/function/arguments"))
        .hasToString("\"{\\\"city\\\":\\\"Paris\\\"}\"");
  }

  @Test
  @DisplayName("Messages that the span has from its own instrumentation stay")
  void ownStay() {
    Span span = spans.start("chat");
    spans.emit(span, "gen_ai.user.message", text("from the event"));
    span.setAttribute("gen_ai.input.messages", "[]");
    span.end();

    assertThat(attributes(spans.only()))
        .containsEntry("gen_ai.input.messages", "[]")
        .containsEntry("gen_ai.prompt.0.content", "from the event");
  }

  private static void call(SpanRecorder recorder) {
    Logger logger = recorder.parley().openTelemetry().getLogsBridge().get("some-library");
    Span span = recorder.start("chat");
    emit(logger, span, "gen_ai.user.message", text("my card is 4711"));
    emit(
        logger,
        span,
        "gen_ai.choice",
        map(
            "index",
            0,
            "finish_reason",
            "tool_calls",
            "message",
            map(
                "content",
                "noted 4711",
                "tool_calls",
                Value.of(
                    map(
                        "id",
                        "c1",
                        "function",
                        map("name", "pay", "arguments", "{\"card\":4711}"))))));
    span.end();
  }

  @Test
  @DisplayName("Built in: without a word the builder carries events to spans, in every form")
  void builtIn() {
    try (SpanRecorder recorder = new SpanRecorder()) {
      call(recorder);
      assertThat(recorder.attributes("chat"))
          .containsKeys("gen_ai.input.messages", "gen_ai.prompt.0.content", "gen_ai.completion");
    }
  }

  @Test
  @DisplayName("Built in: a chosen format is the only one, and the bridge can be switched off")
  void chosen() {
    try (SpanRecorder recorder =
        new SpanRecorder(builder -> builder.messageFormat(MessageFormat.MESSAGES))) {
      call(recorder);
      assertThat(recorder.attributes("chat"))
          .containsKeys("gen_ai.input.messages", "gen_ai.output.messages")
          .doesNotContainKeys("gen_ai.prompt", "gen_ai.prompt.0.content");
      assertThat(recorder.only().getEvents()).isEmpty();
    }
    try (SpanRecorder recorder =
        new SpanRecorder(Map.of("PARLEY_MESSAGE_FORMAT", "indexed"), builder -> builder)) {
      call(recorder);
      assertThat(recorder.attributes("chat"))
          .containsKeys("gen_ai.prompt", "gen_ai.prompt.0.content")
          .doesNotContainKey("gen_ai.input.messages");
      assertThat(recorder.only().getEvents()).hasSize(2);
    }
    try (SpanRecorder recorder =
        new SpanRecorder(Map.of("PARLEY_LOG_BRIDGE", "false"), builder -> builder)) {
      call(recorder);
      assertThat(recorder.attributes("chat")).isEmpty();
    }
  }

  @Test
  @DisplayName("Where capture is off, roles, names, ids and reasons are written and nothing said")
  void captureOff() {
    Map<String, String> off = Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "false");
    try (SpanRecorder recorder = new SpanRecorder(off, builder -> builder.captureContent(true))) {
      call(recorder);

      assertThat(recorder.only().toString()).doesNotContain("4711");
      assertThat(recorder.attributes("chat"))
          .containsEntry("gen_ai.prompt.0.role", "user")
          .containsEntry("gen_ai.completion.0.finish_reason", "tool_calls");
      assertThat(
              json(recorder.attributes("chat").get("gen_ai.completion.0.tool_calls"))
                  .at("/0/function/name"))
          .hasToString("\"pay\"");
    }
  }

  @Test
  @DisplayName("The redactor sees every text, before it is cut, and its faults cost the text only")
  void redacted() {
    try (SpanRecorder recorder =
        new SpanRecorder(
            builder -> builder.redactor((key, said) -> said.replace("4711", "[card]")))) {
      call(recorder);
      assertThat(recorder.only().toString()).doesNotContain("4711").contains("[card]");
    }
    try (SpanRecorder recorder =
        new SpanRecorder(
            builder ->
                builder.redactor(
                    (key, said) -> {
                      throw new IllegalStateException("broken");
                    }))) {
      call(recorder);
      assertThat(recorder.only().toString()).doesNotContain("4711");
      assertThat(recorder.attributes("chat"))
          .containsEntry("gen_ai.prompt.0.role", "user")
          .containsEntry("gen_ai.prompt.0.content", "(redaction failed)");
    }
  }

  @Test
  @DisplayName("Numbers are redacted too, as arguments have them that come structured")
  void redactedNumber() {
    try (BridgedSpans redacting =
        new BridgedSpans(
            builder -> builder.redactor((key, said) -> said.replace("4711", "[card]")), true)) {
      Span span = redacting.start("chat");
      Value<?> pay = map("name", "pay", "arguments", map("card", 4711, "amount", 12));
      redacting.emit(
          span,
          "gen_ai.assistant.message",
          map("tool_calls", Value.of(List.of(map("function", pay)))));
      span.end();

      assertThat((String) attributes(redacting.only()).get("gen_ai.prompt.0.tool_calls"))
          .contains("[card]", "12")
          .doesNotContain("4711");
    }
  }

  @Test
  @DisplayName("A list of parts, bytes and emptiness in a body are told as JSON")
  void structuredContent() {
    Span span = spans.start("chat");
    Value<?> image = map("type", "image", "data", Value.of(new byte[] {1, 2, 3}));
    Value<?> said = map("type", "text", "text", "What is this?");
    spans.emit(
        span,
        "gen_ai.user.message",
        map("content", Value.of(List.of(said, image)), "name", Value.empty()));
    span.end();

    JsonNodeAssert.equal(
        attributes(spans.only()).get("gen_ai.input.messages"),
        """
        [{"role":"user","parts":[{"type":"text","content":"What is this?"},\
        {"type":"image","data":"AQID"}]}]\
        """);
  }
}
