package dev.parley.examples.tools;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Feedback;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;

/** What users and judges say about a conversation, a turn or one answer. */
// Parley works by being open; static steps find it.
@SuppressWarnings("try")
public final class Feedbacks {

  private Feedbacks() {}

  /** Answers once and has the answer judged. */
  public static void main(String[] arguments) {
    try (Parley parley = ExampleTelemetry.start("feedback")) {
      SpanContext answer = answer();
      ofUser(answer.getTraceId(), answer.getSpanId());
      System.out.println("Judged: " + answer.getSpanId());
    }
  }

  /** A judge looks at the answer while it is being given; a page may keep the span's ids. */
  static SpanContext answer() {
    return Conversation.of("session_123")
        .call(
            () ->
                Step.llm("answer")
                    .call(
                        () -> {
                          Feedback.ofCurrentSpan().by("judge").score("helpfulness", 0.8, "good");
                          return Span.current().getSpanContext();
                        }));
  }

  /** A user clicks, perhaps much later, in another process. */
  static void ofUser(String traceId, String spanId) {
    Feedback.thumbsUp("session_123");
    Feedback.of("session_123").turn(1).by("user_456").comment("Wrong order").thumbsDown();
    Feedback.ofSpan(traceId, spanId).by("user_456").label("tone", "friendly");
  }
}
