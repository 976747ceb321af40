package dev.parley.server.store;

import dev.parley.server.model.Score;
import dev.parley.server.model.SpanKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds scores; of those with the same id, only the one that was received last. */
public interface ScoreReader {
  /**
   * Which scores are wanted.
   *
   * @param fromNanos first time that counts, nanoseconds since the epoch
   * @param toNanos first time that no longer counts
   * @param conversationId only those of the conversation and of what is in its traces, or null
   * @param traceId only those of the trace, its spans and their answers, or null
   * @param span only those of the span and its answer, or null
   */
  record ScoreFilter(
      long fromNanos,
      long toNanos,
      @Nullable String name,
      @Nullable String conversationId,
      @Nullable String traceId,
      @Nullable SpanKey span) {
    private static final ScoreFilter ALL =
        new ScoreFilter(Long.MIN_VALUE, Long.MAX_VALUE, null, null, null, null);

    public static ScoreFilter ofConversation(String id) {
      return new ScoreFilter(ALL.fromNanos, ALL.toNanos, null, id, null, null);
    }

    public static ScoreFilter ofTrace(String id) {
      return new ScoreFilter(ALL.fromNanos, ALL.toNanos, null, null, id, null);
    }

    public static ScoreFilter ofSpan(SpanKey key) {
      return new ScoreFilter(ALL.fromNanos, ALL.toNanos, null, null, null, key);
    }
  }

  /**
   * The scores of one name.
   *
   * @param average of those with a value; null when none has one
   */
  record NamedScores(String name, long count, @Nullable Double average) {}

  /** Matching scores, newest first. */
  List<Score> scores(ScoreFilter filter, int limit, int offset);

  /** All matching scores by name, most frequent first. */
  List<NamedScores> scoreNames(ScoreFilter filter);
}
