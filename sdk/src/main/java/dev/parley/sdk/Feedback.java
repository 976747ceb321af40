package dev.parley.sdk;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

/**
 * What a user, a reviewer or a judge says about an answer: of a conversation, one of its turns, or
 * a span.
 *
 * <pre>{@code
 * Feedback.thumbsUp("session_123");
 * Feedback.of("session_123").turn(2).by("user_456").comment("Wrong order").thumbsDown();
 * Feedback.ofSpan(traceId, spanId).by("judge").score("helpfulness", 0.8, "good");
 * }</pre>
 *
 * <p>It is recorded as the GenAI conventions' evaluation result: a log record named {@code
 * gen_ai.evaluation.result} with {@code gen_ai.evaluation.name}, {@code .score.value}, {@code
 * .score.label}, {@code .explanation}, and conversation, turn and response where they are known. It
 * belongs to the rated span where one is given, and to no span where a conversation or a turn is
 * rated: the span that is current then has another task. A rated span that is still recording also
 * gets it as an event, which has the same {@code parley.evaluation.id}; count it once.
 *
 * <p>A comment is what a user says: it is redacted as content is, and left out where content is
 * switched off. A score that is not finite is left out with one warning; where nothing else is said
 * then, nothing is recorded. Never throws. Instances are immutable and thread-safe; each call of
 * {@link #thumbsUp()}, {@link #thumbsDown()}, {@code score} or {@code label} records once.
 */
public final class Feedback {
  /** The evaluation's name for a user's thumb, as backends look it up. */
  private static final String USER_FEEDBACK = "user_feedback";

  private final EvaluationTarget target;
  private final @Nullable String by;
  private final @Nullable String comment;
  private final @Nullable Parley parley;

  private Feedback(
      EvaluationTarget target,
      @Nullable String by,
      @Nullable String comment,
      @Nullable Parley parley) {
    this.target = target;
    this.by = by;
    this.comment = comment;
    this.parley = parley;
  }

  /** On this conversation. */
  public static Feedback of(@Nullable String conversationId) {
    return new Feedback(EvaluationTarget.ofConversation(conversationId), null, null, null);
  }

  /** On this span; its conversation, turn and response are read from it where it can be read. */
  public static Feedback ofSpan(Span span) {
    return new Feedback(
        EvaluationTarget.ofSpan(span == null ? Span.getInvalid() : span), null, null, null);
  }

  /** On the span of this context, which may have ended long ago. */
  public static Feedback ofSpan(SpanContext span) {
    return ofSpan(Span.wrap(span == null ? SpanContext.getInvalid() : span));
  }

  /** On the span of these ids (lower-case hex), as a page gave them back with the user's click. */
  public static Feedback ofSpan(@Nullable String traceId, @Nullable String spanId) {
    return ofSpan(
        SpanContext.createFromRemoteParent(
            traceId == null ? "" : traceId,
            spanId == null ? "" : spanId,
            TraceFlags.getSampled(),
            TraceState.getDefault()));
  }

  /** On the current span and the current conversation. */
  public static Feedback ofCurrentSpan() {
    return new Feedback(EvaluationTarget.current(), null, null, null);
  }

  /** A user liked the conversation. */
  public static void thumbsUp(@Nullable String conversationId) {
    of(conversationId).thumbsUp();
  }

  /** A user disliked the conversation. */
  public static void thumbsDown(@Nullable String conversationId) {
    of(conversationId).thumbsDown();
  }

  /** Records to this instance instead of the global one. */
  public Feedback on(Parley instance) {
    return new Feedback(target, by, comment, instance);
  }

  /** The conversation it is about, where the span does not say. */
  public Feedback conversation(@Nullable String id) {
    return new Feedback(target.withConversation(id), by, comment, parley);
  }

  /** The turn it is about. */
  public Feedback turn(long number) {
    return new Feedback(target.withTurn(number), by, comment, parley);
  }

  /** The provider's id of the answer it is about: {@code gen_ai.response.id}. */
  public Feedback response(@Nullable String id) {
    return new Feedback(target.withResponse(id), by, comment, parley);
  }

  /** Who says it: {@code user.id} of the record. */
  public Feedback by(@Nullable String user) {
    return new Feedback(target, user, comment, parley);
  }

  /** In words: {@code gen_ai.evaluation.explanation}. */
  public Feedback comment(@Nullable String text) {
    return new Feedback(target, by, text, parley);
  }

  /** Records {@code user_feedback} 1, {@code thumbs_up}. */
  public void thumbsUp() {
    score(USER_FEEDBACK, 1, "thumbs_up");
  }

  /** Records {@code user_feedback} 0, {@code thumbs_down}. */
  public void thumbsDown() {
    score(USER_FEEDBACK, 0, "thumbs_down");
  }

  /**
   * Records a score.
   *
   * @param name what is scored: {@code helpfulness}; null or empty is {@code user_feedback}
   * @param value on a scale of your own; null for none
   */
  public void score(@Nullable String name, @Nullable Number value) {
    score(name, value, null);
  }

  /** Records a score and what it means: {@code relevant}, {@code pass}. */
  public void score(@Nullable String name, @Nullable Number value, @Nullable String label) {
    Parley given = parley;
    Evaluation.record(
        given != null ? given : Parley.global(),
        target,
        new Evaluation(
            name == null || name.isEmpty() ? USER_FEEDBACK : name, value, label, comment, by));
  }

  /** Records a label without a number. */
  public void label(@Nullable String name, @Nullable String label) {
    score(name, null, label);
  }
}
