package dev.parley.server.query;

import dev.parley.server.model.Score;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody or something thinks of a span, an answer, a turn, a conversation or a trace: the
 * first of these that is named.
 *
 * @param value on a scale of the scorer's own
 * @param evaluator the person or program that gave it
 */
public record ScoreView(
    String id,
    Instant time,
    String name,
    @Nullable Double value,
    @Nullable String label,
    @Nullable String explanation,
    Score.Source source,
    @Nullable String evaluator,
    @Nullable String traceId,
    @Nullable String spanId,
    @Nullable String conversationId,
    @Nullable Integer turn,
    @Nullable String responseId) {

  static ScoreView of(Score score) {
    Score.About about = score.about();
    return new ScoreView(
        score.id(),
        Times.instant(score.timeNanos()),
        score.name(),
        score.value(),
        score.label(),
        score.explanation(),
        score.source(),
        score.evaluator(),
        about.traceId(),
        about.spanId(),
        about.conversationId(),
        about.turn(),
        about.responseId());
  }

  static List<ScoreView> of(List<Score> scores) {
    return scores.stream().map(ScoreView::of).toList();
  }
}
