package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FeedbackTest {
  private final InMemoryLogRecordExporter logs = InMemoryLogRecordExporter.create();
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(ParleySpanProcessor.create())
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setLoggerProvider(
              SdkLoggerProvider.builder()
                  .addLogRecordProcessor(SimpleLogRecordProcessor.create(logs))
                  .build())
          .build();
  private final Parley parley = Parley.over(sdk);

  @AfterEach
  void close() {
    sdk.close();
  }

  private Feedback about(String conversation) {
    return Feedback.of(conversation).on(parley);
  }

  private Span start(String name) {
    return sdk.getTracer("some-library").spanBuilder(name).startSpan();
  }

  /** The only log record. */
  private LogRecordData record() {
    List<LogRecordData> records = logs.getFinishedLogRecordItems();
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  /** Its attributes without the id, which is another each time. */
  private Map<String, Object> attributes() {
    Map<String, Object> attributes = SpanRecorder.map(record().getAttributes());
    assertThat((String) attributes.remove("parley.evaluation.id")).isNotEmpty();
    return attributes;
  }

  @Test
  @DisplayName("A thumb on a conversation is the conventions' evaluation result, of no span")
  void thumbs() {
    Span unrelated = start("unrelated request");
    try (Scope scope = unrelated.makeCurrent()) {
      about("c1").thumbsUp();
    }
    unrelated.end();

    assertThat(record().getEventName()).isEqualTo("gen_ai.evaluation.result");
    assertThat(attributes())
        .isEqualTo(
            Map.of(
                "gen_ai.evaluation.name", "user_feedback",
                "gen_ai.evaluation.score.value", 1.0,
                "gen_ai.evaluation.score.label", "thumbs_up",
                "gen_ai.conversation.id", "c1"));
    assertThat(record().getSpanContext().isValid()).isFalse();
    assertThat(exporter.getFinishedSpanItems().get(0).getEvents()).isEmpty();
  }

  @Test
  @DisplayName("A thumb down on a turn, with who says it and why; its 0 is kept")
  void turn() {
    about("c1").turn(2).by("u1").comment("Wrong order").thumbsDown();
    assertThat(attributes())
        .isEqualTo(
            Map.of(
                "gen_ai.evaluation.name", "user_feedback",
                "gen_ai.evaluation.score.value", 0.0,
                "gen_ai.evaluation.score.label", "thumbs_down",
                "gen_ai.evaluation.explanation", "Wrong order",
                "gen_ai.conversation.id", "c1",
                "gen_ai.conversation.turn_number", 2L,
                "user.id", "u1"));
  }

  @Test
  @DisplayName("A score on a span that ended long ago belongs to that span")
  void span() {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    Feedback.ofSpan(trace, "b7ad6b7169203331")
        .on(parley)
        .conversation("c1")
        .response("chatcmpl-1")
        .score("helpfulness", 0.8f, "good");

    assertThat(record().getSpanContext().getTraceId()).isEqualTo(trace);
    assertThat(record().getSpanContext().getSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(attributes())
        .isEqualTo(
            Map.of(
                "gen_ai.evaluation.name", "helpfulness",
                "gen_ai.evaluation.score.value", 0.8,
                "gen_ai.evaluation.score.label", "good",
                "gen_ai.response.id", "chatcmpl-1",
                "gen_ai.conversation.id", "c1"));
  }

  @Test
  @DisplayName("The current span is told by its conversation, turn and response, and has the event")
  void currentSpan() {
    Span span;
    try (ContextScope conversation = Conversation.of("c1").openTurn(3)) {
      span = start("chat");
      try (Scope scope = span.makeCurrent()) {
        span.setAttribute("gen_ai.response.id", "r1");
        Feedback.ofCurrentSpan().on(parley).label("tone", "friendly");
      }
    }
    span.end();

    assertThat(record().getSpanContext()).isEqualTo(span.getSpanContext());
    EventData event = exporter.getFinishedSpanItems().get(0).getEvents().get(0);
    assertThat(event.getName()).isEqualTo("gen_ai.evaluation.result");
    assertThat(event.getAttributes()).isEqualTo(record().getAttributes());
    assertThat(attributes())
        .isEqualTo(
            Map.of(
                "gen_ai.evaluation.name", "tone",
                "gen_ai.evaluation.score.label", "friendly",
                "gen_ai.response.id", "r1",
                "gen_ai.conversation.id", "c1",
                "gen_ai.conversation.turn_number", 3L));
  }

  @Test
  @DisplayName("Another conversation named by hand does not get the span's turn")
  void otherConversation() {
    Span span;
    try (ContextScope conversation = Conversation.of("c1").openTurn(3)) {
      span = start("chat");
    }
    Feedback.ofSpan(span).on(parley).conversation("c2").thumbsUp();
    assertThat(attributes())
        .containsEntry("gen_ai.conversation.id", "c2")
        .doesNotContainKey("gen_ai.conversation.turn_number");
  }

  @Test
  @DisplayName("A score that is no number is left out, with one warning; what else is said stays")
  void notFinite() {
    Evaluation.WARNED.set(false);
    int[] warnings = {0};
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            warnings[0] += record.getLevel().equals(Level.WARNING) ? 1 : 0;
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.parley.sdk");
    logger.addHandler(handler);
    try {
      about("c1").score("helpfulness", Double.NaN);
      about("c1").score("helpfulness", Double.POSITIVE_INFINITY);
      about("c1").comment("fine").score("helpfulness", Float.NaN);
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(warnings[0]).isEqualTo(1);
    assertThat(attributes())
        .isEqualTo(
            Map.of(
                "gen_ai.evaluation.name", "helpfulness",
                "gen_ai.evaluation.explanation", "fine",
                "gen_ai.conversation.id", "c1"));
  }

  @Test
  @DisplayName("A comment is redacted, and left out where content is switched off")
  void comments() {
    try (SpanRecorder redacted =
        new SpanRecorder(builder -> builder.redactor((key, text) -> "[x]"))) {
      assertThat(comment(redacted)).isEqualTo("[x]");
    }
    try (SpanRecorder silent =
        new SpanRecorder(
            Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "false"),
            builder -> builder)) {
      assertThat(comment(silent)).isNull();
    }
  }

  private static @Nullable Object comment(SpanRecorder spans) {
    Span span = spans.start("span");
    Feedback.ofSpan(span).on(spans.parley()).comment("secret").thumbsUp();
    span.end();
    SpanData recorded = spans.only();
    assertThat(recorded.toString()).doesNotContain("secret");
    return SpanRecorder.map(recorded.getEvents().get(0).getAttributes())
        .get("gen_ai.evaluation.explanation");
  }

  @Test
  @DisplayName("Nothing throws and nothing is recorded without anything to say")
  void nothing() {
    assertThatCode(
            () -> {
              about("c1").score(null, null);
              about("c1").label(null, null);
              Feedback.ofSpan((Span) null).on(parley).score("s", null);
              Feedback.ofSpan((SpanContext) null).on(parley).score("s", null);
              Feedback.ofSpan("no", "ids").on(parley).score("s", null);
              Feedback.thumbsUp("c1");
              Feedback.thumbsDown(null);
            })
        .doesNotThrowAnyException();
    assertThat(logs.getFinishedLogRecordItems()).isEmpty();
  }
}
