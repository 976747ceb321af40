package dev.parley.server.dialect;

import dev.parley.server.model.Score;
import dev.parley.server.model.Score.About;
import dev.parley.server.model.Span;
import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Value;
import dev.parley.server.wire.WireSpan;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scores that spans and log records bring along: the conventions' evaluation result (a log
 * record, an event of the scored span, or its attributes), {@code gen_ai.quality.score}, and
 * OpenInference's annotations and evaluations of spans, traces and sessions.
 */
final class Scores {
  static final String EVENT = "gen_ai.evaluation.result";

  private static final Logger log = LoggerFactory.getLogger(Scores.class);
  private static final String QUALITY = "gen_ai.quality.score";
  private static final String EVALUATION = "gen_ai.evaluation.";
  private static final String ID = "parley.evaluation.id";

  /** Beyond it they are no scores that somebody reads. */
  private static final int MOST_OF_A_SPAN = 200;

  private Scores() {}

  /**
   * The scores of a span.
   *
   * @param span what is understood of {@code sent}
   */
  static List<Score> of(WireSpan sent, Span span) {
    if (!isScored(sent)) {
      return List.of();
    }
    try {
      return read(sent, span);
    } catch (RuntimeException e) {
      // The span is stored, whatever stands in its annotations.
      log.warn("A score on a span of scope {} was not understood", span.origin().scopeName(), e);
      return List.of();
    }
  }

  /** The score that a log record is, or null. */
  static @Nullable Score of(LogEvent event) {
    if (!event.name().equals(EVENT)) {
      return null;
    }
    try {
      Attributes attributes = new Attributes(event.list());
      for (Attribute member : event.body().members()) {
        attributes.add(member.name(), member.value());
      }
      String conversation = attributes.text(List.of("gen_ai.conversation.id", "session.id"));
      String response = attributes.text("gen_ai.response.id");
      String traceId = event.traceId();
      if (traceId == null && conversation == null && response == null) {
        return null;
      }
      About about =
          new About(
              traceId,
              traceId == null ? null : event.spanId(),
              conversation,
              conversation == null ? null : turn(attributes),
              response);
      return evaluation(attributes, event.timeNanos(), Score.Source.LOG, about, "");
    } catch (RuntimeException e) {
      log.warn("An evaluation of scope {} was not understood", event.scope(), e);
      return null;
    }
  }

  /** Asked of every span, so it makes nothing. */
  private static boolean isScored(WireSpan sent) {
    for (int i = 0; i < sent.attributes().size(); i++) {
      if (isScore(sent.attributes().get(i).name())) {
        return true;
      }
    }
    for (int i = 0; i < sent.events().size(); i++) {
      if (sent.events().get(i).name().equals(EVENT)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isScore(String key) {
    return switch (key.isEmpty() ? ' ' : key.charAt(0)) {
      case 'g' -> key.equals(QUALITY) || key.startsWith(EVALUATION);
      case 'a', 'e', 's', 't' ->
          (key.contains("annotations.") || key.contains("evaluations."))
              && Annotated.of(key) != null;
      default -> false;
    };
  }

  private static List<Score> read(WireSpan sent, Span span) {
    List<Score> scores = new ArrayList<>();
    long end = span.startNanos() + span.durationNanos();
    Attributes own = new Attributes(sent.attributes());
    add(scores, new Draft(null, "quality", number(own.get(QUALITY)), null, null, null), end, span);
    if (own.hasPrefix(EVALUATION)) {
      Score score = evaluation(own, end, Score.Source.SPAN, about(span), "");
      if (score != null) {
        scores.add(score);
      }
    }
    int place = 0;
    for (var event : sent.events()) {
      if (event.name().equals(EVENT) && scores.size() < MOST_OF_A_SPAN) {
        Attributes attributes = new Attributes(event.attributes());
        long time = event.timeNanos() > 0 ? event.timeNanos() : end;
        Score score =
            evaluation(attributes, time, Score.Source.SPAN, about(span, attributes), "e" + place);
        if (score != null) {
          scores.add(score);
        }
      }
      place++;
    }
    annotations(sent.attributes(), end, span, scores);
    return scores;
  }

  /** Where an annotation's member stands: {@code [of.]annotations.0.annotation.score}. */
  private record Annotated(@Nullable String of, int index, String list, String member) {
    static @Nullable Annotated of(String key) {
      String of = null;
      String rest = key;
      for (String target : new String[] {"trace", "session"}) {
        if (key.startsWith(target + ".")) {
          of = target;
          rest = key.substring(target.length() + 1);
        }
      }
      String list =
          rest.startsWith("annotations.")
              ? "annotation"
              : rest.startsWith("evaluations.") ? "evaluation" : null;
      if (list == null) {
        return null;
      }
      int number = list.length() + 2;
      int dot = rest.indexOf('.', number);
      String prefix = list + ".";
      if (dot < 0 || dot == number || dot - number > 5 || !rest.startsWith(prefix, dot + 1)) {
        return null;
      }
      for (int i = number; i < dot; i++) {
        if (rest.charAt(i) < '0' || rest.charAt(i) > '9') {
          return null;
        }
      }
      return new Annotated(
          of,
          Integer.parseInt(rest.substring(number, dot)),
          list,
          rest.substring(dot + 1 + prefix.length()));
    }

    /** Sorts as the lists do. */
    String place() {
      return (of == null ? "" : of) + "/" + list + "/" + String.format("%05d", index);
    }
  }

  private static void annotations(
      List<Attribute> attributes, long timeNanos, Span span, List<Score> scores) {
    Map<String, Map<String, Value>> byPlace = new TreeMap<>();
    for (Attribute attribute : attributes) {
      Annotated annotated = Annotated.of(attribute.name());
      if (annotated != null) {
        byPlace
            .computeIfAbsent(annotated.place(), place -> new TreeMap<>())
            .putIfAbsent(annotated.member(), attribute.value());
      }
    }
    byPlace.forEach(
        (place, members) -> {
          if (scores.size() < MOST_OF_A_SPAN) {
            String name = Attributes.text(members.get("name"));
            add(
                scores,
                new Draft(
                    place,
                    name == null ? "annotation" : name,
                    number(members.get("score")),
                    Attributes.text(members.get("label")),
                    Attributes.text(members.get("explanation")),
                    Attributes.text(members.get("annotator_kind"))),
                timeNanos,
                span);
          }
        });
  }

  /**
   * A score on its way.
   *
   * @param place among the annotations of its span; null for another one
   */
  private record Draft(
      @Nullable String place,
      String name,
      @Nullable Double value,
      @Nullable String label,
      @Nullable String explanation,
      @Nullable String evaluator) {}

  private static void add(List<Score> scores, Draft draft, long timeNanos, Span span) {
    if (draft.value() == null && draft.label() == null && draft.explanation() == null) {
      return;
    }
    String place = draft.place() == null ? "" : draft.place();
    About about = about(span);
    if (place.startsWith("trace/")) {
      about = new About(span.key().traceId(), null, null, null, null);
    } else if (place.startsWith("session/")) {
      String conversation = span.identity().conversationId();
      about =
          conversation == null
              ? new About(span.key().traceId(), null, null, null, null)
              : new About(null, null, conversation, null, null);
    }
    scores.add(
        new Score(
            id(span.key().traceId(), span.key().spanId(), place, draft.name()),
            timeNanos,
            draft.name(),
            draft.value(),
            draft.label(),
            draft.explanation(),
            Score.Source.SPAN,
            draft.evaluator(),
            about));
  }

  private static About about(Span span) {
    return new About(
        span.key().traceId(),
        span.key().spanId(),
        span.identity().conversationId(),
        span.identity().conversationId() == null ? null : span.identity().turn(),
        span.call().responseId());
  }

  private static About about(Span span, Attributes event) {
    String conversation = event.text("gen_ai.conversation.id");
    String response = event.text("gen_ai.response.id");
    About own = about(span);
    return new About(
        own.traceId(),
        own.spanId(),
        conversation == null ? own.conversationId() : conversation,
        conversation == null ? own.turn() : turn(event),
        response == null ? own.responseId() : response);
  }

  /**
   * The conventions' evaluation; null where it says nothing: the evaluator failed.
   *
   * @param place tells the evaluations of one span apart
   */
  private static @Nullable Score evaluation(
      Attributes attributes, long timeNanos, Score.Source source, About about, String place) {
    String name = attributes.text(EVALUATION + "name");
    Double value = number(attributes.get(EVALUATION + "score.value"));
    String label = attributes.text(EVALUATION + "score.label");
    String explanation = attributes.text(EVALUATION + "explanation");
    if (value == null && label == null && explanation == null) {
      return null;
    }
    String id = attributes.text(ID);
    return new Score(
        id != null
            ? id
            : id(
                about.traceId(),
                about.spanId(),
                about.conversationId(),
                about.turn(),
                about.responseId(),
                source == Score.Source.LOG ? timeNanos : place,
                name,
                value,
                label,
                explanation),
        timeNanos,
        name == null ? "evaluation" : name,
        value,
        label,
        explanation,
        source,
        attributes.text(List.of("user.id", "enduser.id")),
        about);
  }

  /** The same parts always have the same id, so that what is sent again is known again. */
  private static String id(@Nullable Object... parts) {
    StringBuilder whole = new StringBuilder();
    for (Object part : parts) {
      String text = String.valueOf(part);
      whole.append(text.length()).append(':').append(text);
    }
    return UUID.nameUUIDFromBytes(whole.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static @Nullable Integer turn(Attributes attributes) {
    Long number = Attributes.count(attributes.get("gen_ai.conversation.turn_number"));
    return number == null || number > Integer.MAX_VALUE ? null : number.intValue();
  }

  /** A finite number; true is 1 and false is 0. */
  private static @Nullable Double number(@Nullable Value value) {
    if (value != null && value.type() == Value.Type.TRUTH) {
      return value.truth() ? 1.0 : 0.0;
    }
    BigDecimal number = Attributes.number(value);
    double result = number == null ? Double.NaN : number.doubleValue();
    return Double.isFinite(result) ? result : null;
  }
}
