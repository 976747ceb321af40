package dev.parley.server.dialect;

import static dev.parley.server.dialect.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.server.model.Score;
import dev.parley.server.model.Score.About;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Scores on spans and in log records")
class ScoresTest {
  private static final String TRACE = "5b8efff798038103d269b633813fc60c";
  private static final String SPAN = "eee19b7ec3c1b174";

  private static List<Score> scores(LogFixture log) {
    return Translator.logs(log.request()).batch().scores();
  }

  @Test
  @DisplayName("the SDK's feedback on a conversation's turn is a score of it, with its id")
  void feedback() {
    LogFixture sent =
        log(
                "gen_ai.evaluation.name",
                "user_feedback",
                "gen_ai.evaluation.score.value",
                0.0,
                "gen_ai.evaluation.score.label",
                "thumbs_down",
                "gen_ai.evaluation.explanation",
                "Wrong order",
                "parley.evaluation.id",
                "e-1",
                "user.id",
                "user_456",
                "gen_ai.conversation.id",
                "session_123",
                "gen_ai.conversation.turn_number",
                2)
            .name("gen_ai.evaluation.result");
    assertThat(scores(sent))
        .containsExactly(
            new Score(
                "e-1",
                100_000_000_000L,
                "user_feedback",
                0.0,
                "thumbs_down",
                "Wrong order",
                Score.Source.LOG,
                "user_456",
                new About(null, null, "session_123", 2, null)));
    assertThat(Translator.logs(sent.request()).batch().logs()).hasSize(1);
  }

  @Test
  @DisplayName("an evaluation is of the span that it was written in, or of the answer it names")
  void evaluations() {
    Object[] relevance = {
      "gen_ai.evaluation.name", "relevance", "gen_ai.evaluation.score.value", 1
    };
    assertThat(scores(log(relevance).name("gen_ai.evaluation.result").in(TRACE, SPAN)))
        .extracting(Score::value, Score::about)
        .containsExactly(tuple(1.0, new About(TRACE, SPAN, null, null, null)));
    AnyValue body =
        AnyValue.newBuilder()
            .setKvlistValue(
                KeyValueList.newBuilder()
                    .addAllValues(
                        Fixture.attributes(
                            "gen_ai.evaluation.name", "tone",
                            "gen_ai.evaluation.score.label", "kind",
                            "gen_ai.response.id", "r-1")))
            .build();
    LogFixture answered = log().name("gen_ai.evaluation.result").bodyOf(body);
    assertThat(scores(answered))
        .extracting(Score::name, Score::label, Score::about)
        .containsExactly(tuple("tone", "kind", new About(null, null, null, null, "r-1")));
    // The same record has the same id, so that what is sent again is known again.
    assertThat(scores(answered).get(0).id()).isEqualTo(scores(answered).get(0).id());
  }

  @Test
  @DisplayName("an evaluation that failed, that is about nothing, or that is no number is no score")
  void noScores() {
    assertThat(
            scores(
                log("gen_ai.evaluation.name", "x", "error.type", "timeout")
                    .name("gen_ai.evaluation.result")
                    .in(TRACE, SPAN)))
        .isEmpty();
    assertThat(
            scores(
                log("gen_ai.evaluation.name", "x", "gen_ai.evaluation.score.value", 1)
                    .name("gen_ai.evaluation.result")))
        .isEmpty();
    assertThat(
            Fixture.span(
                    "chat",
                    "gen_ai.quality.score",
                    Double.NaN,
                    "annotations.x.annotation.score",
                    1,
                    "annotations.999999.annotation.score",
                    1,
                    "annotations.0.annotation.label",
                    "none")
                .batch()
                .scores())
        .isEmpty();
  }

  @Test
  @DisplayName("a span's events, its quality score and OpenInference's annotations are scores")
  void spans() {
    List<Score> scores =
        Fixture.span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.conversation.id",
                "c-1",
                "gen_ai.response.id",
                "r-1",
                "gen_ai.quality.score",
                0.75,
                "annotations.1.annotation.name",
                "second",
                "annotations.1.annotation.score",
                "0.5",
                "annotations.0.annotation.name",
                "first",
                "annotations.0.annotation.label",
                "correct",
                "evaluations.0.evaluation.name",
                "toxic",
                "evaluations.0.evaluation.score",
                false,
                "trace.annotations.0.annotation.name",
                "whole",
                "trace.annotations.0.annotation.explanation",
                "slow",
                "session.annotations.0.annotation.name",
                "talk",
                "session.annotations.0.annotation.score",
                3)
            .event(
                "gen_ai.evaluation.result",
                "gen_ai.evaluation.name",
                "relevance",
                "gen_ai.evaluation.score.value",
                0.9)
            .batch()
            .scores();
    About span = new About(TRACE, SPAN, "c-1", null, "r-1");
    assertThat(scores)
        .extracting(Score::name, Score::value, Score::label, Score::timeNanos, Score::about)
        .containsExactlyInAnyOrder(
            tuple("quality", 0.75, null, 3_000_000_000L, span),
            tuple("relevance", 0.9, null, 2_000_000_000L, span),
            tuple("first", null, "correct", 3_000_000_000L, span),
            tuple("second", 0.5, null, 3_000_000_000L, span),
            tuple("toxic", 0.0, null, 3_000_000_000L, span),
            tuple("whole", null, null, 3_000_000_000L, new About(TRACE, null, null, null, null)),
            tuple("talk", 3.0, null, 3_000_000_000L, new About(null, null, "c-1", null, null)));
    assertThat(scores).extracting(Score::id).doesNotHaveDuplicates();
  }
}
