package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * What a user, a reviewer, a judge or a test thinks of what was said or done. At least one of
 * value, label and explanation is given.
 *
 * @param id identity: a score that comes again under its id replaces the one before
 * @param timeNanos when it was given, nanoseconds since the epoch
 * @param name what is scored: {@code helpfulness}
 * @param value a finite number on a scale of the scorer's own, or null
 * @param label what the value means ({@code pass}), or null
 * @param explanation why, in words, or null
 * @param source how it came here
 * @param evaluator the person or program that gave it, or null
 * @param about what it is about
 */
public record Score(
    String id,
    long timeNanos,
    String name,
    @Nullable Double value,
    @Nullable String label,
    @Nullable String explanation,
    Source source,
    @Nullable String evaluator,
    About about) {

  /** How a score came here. */
  public enum Source {
    /** Posted to the API. */
    API,
    /** An OTLP log record. */
    LOG,
    /** An attribute or event of a span. */
    SPAN
  }

  /**
   * What a score is about: the first of these that is known: its span; its answer; its turn
   * (conversation and number); its conversation; its trace. At least one of them is.
   *
   * @param traceId 32 lower-case hexadecimal digits, or null
   * @param spanId 16 lower-case hexadecimal digits, or null; known only with its trace
   * @param turn the turn's number; known only with its conversation
   * @param responseId the provider's id of the answer, or null
   */
  public record About(
      @Nullable String traceId,
      @Nullable String spanId,
      @Nullable String conversationId,
      @Nullable Integer turn,
      @Nullable String responseId) {
    public About {
      if (traceId != null) {
        Hex.requireId(traceId, 32, "traceId");
      }
      if (spanId != null) {
        Hex.requireId(spanId, 16, "spanId");
        if (traceId == null) {
          throw new IllegalArgumentException("spanId: without traceId (expected: both)");
        }
      }
      if (turn != null && conversationId == null) {
        throw new IllegalArgumentException("turn: without conversationId (expected: both)");
      }
      if (traceId == null && conversationId == null && responseId == null) {
        throw new IllegalArgumentException(
            "about: nothing (expected: a span, an answer, a turn, a conversation or a trace)");
      }
    }
  }

  public Score {
    if (value != null && !Double.isFinite(value)) {
      throw new IllegalArgumentException("value: " + value + " (expected: a finite number)");
    }
    if (value == null && label == null && explanation == null) {
      throw new IllegalArgumentException(
          "score " + name + ": says nothing (expected: a value, a label or an explanation)");
    }
  }
}
