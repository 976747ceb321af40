package dev.parley.server.store;

import org.jspecify.annotations.Nullable;

/**
 * What a store holds.
 *
 * @param spans all spans
 * @param genAiSpans spans of the GenAI part of their traces
 * @param genAiSpansWithModelAndTokens of those, the ones that name a model and its tokens
 * @param logs log records
 * @param metricPoints metric points
 * @param scores scores, those that were replaced too
 * @param firstSpanNanos earliest start of a span, nanoseconds since the epoch, or null without
 *     spans
 * @param lastSpanNanos latest start of a span, or null without spans
 * @param lastReceivedNanos when the last record was received, or null without records
 */
public record Totals(
    long spans,
    long genAiSpans,
    long genAiSpansWithModelAndTokens,
    long logs,
    long metricPoints,
    long scores,
    @Nullable Long firstSpanNanos,
    @Nullable Long lastSpanNanos,
    @Nullable Long lastReceivedNanos) {
  /** An empty store. */
  public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, null, null, null);

  /** The same, with the last record received at another time. */
  public Totals receivedAt(@Nullable Long nanos) {
    return new Totals(
        spans,
        genAiSpans,
        genAiSpansWithModelAndTokens,
        logs,
        metricPoints,
        scores,
        firstSpanNanos,
        lastSpanNanos,
        nanos);
  }

  /** All records. */
  public long records() {
    return spans + logs + metricPoints + scores;
  }
}
