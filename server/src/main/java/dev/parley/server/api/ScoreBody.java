package dev.parley.server.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.server.model.Score;
import dev.parley.server.query.Times;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads posted scores: one object, an array of them, or {@code {"scores": [...]}}. All are taken or
 * none, and what is wrong is named with its place.
 */
final class ScoreBody {
  private static final int MOST = 10_000;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_TEXT = 100_000;
  private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);
  private static final List<String> MEMBERS =
      List.of(
          "id",
          "name",
          "value",
          "label",
          "explanation",
          "evaluator",
          "time",
          "traceId",
          "spanId",
          "responseId",
          "conversationId",
          "turn");

  private final Instant now;
  private final String place;
  private final JsonNode object;
  private final UnaryOperator<String> redaction;

  private ScoreBody(Instant now, String place, JsonNode object, UnaryOperator<String> redaction) {
    this.redaction = redaction;
    this.now = now;
    this.place = place;
    this.object = object;
  }

  /**
   * The scores of a body.
   *
   * @param now the time of those that name none
   * @param redaction takes out of each text what must not be kept
   * @throws BadRequestException that says what is wrong, and where
   */
  static List<Score> read(
      JsonMapper json, byte[] body, Instant now, UnaryOperator<String> redaction) {
    JsonNode root = parse(json, body);
    if (root.isObject() && root.has("scores")) {
      if (root.size() != 1) {
        throw new BadRequestException(
            "body: members beside \"scores\" (expected: {\"scores\": [...]} or one score)");
      }
      root = root.path("scores");
      if (!root.isArray()) {
        throw new BadRequestException("scores: " + shown(root) + " (expected: an array of scores)");
      }
    }
    if (root.isObject()) {
      return List.of(new ScoreBody(now, "", root, redaction).score());
    }
    if (!root.isArray() || root.isEmpty()) {
      throw new BadRequestException(
          "body: " + shown(root) + " (expected: a score, or an array of scores)");
    }
    if (root.size() > MOST) {
      throw new BadRequestException(
          "body: " + root.size() + " scores (expected: " + MOST + " at most)");
    }
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < root.size(); i++) {
      scores.add(new ScoreBody(now, "scores[" + i + "].", root.path(i), redaction).score());
    }
    return scores;
  }

  private static JsonNode parse(JsonMapper json, byte[] body) {
    try {
      JsonNode root = json.readTree(body);
      if (root == null || root.isMissingNode()) {
        throw new BadRequestException("body: empty (expected: a score as JSON)");
      }
      return root;
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw new BadRequestException(
          "body: no JSON" + where + ": " + e.getOriginalMessage() + " (expected: a score)");
    } catch (IOException e) {
      throw new BadRequestException("body: " + e.getMessage() + " (expected: a score as JSON)");
    }
  }

  private Score score() {
    if (!object.isObject()) {
      String at = place.isEmpty() ? "body" : place.substring(0, place.length() - 1);
      throw new BadRequestException(at + ": " + shown(object) + " (expected: a score)");
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!MEMBERS.contains(name)) {
        throw new BadRequestException(
            place + name + ": unknown (expected: " + String.join(", ", MEMBERS) + ")");
      }
    }
    String name = text("name", LONGEST_NAME);
    if (name == null) {
      throw new BadRequestException(
          place + "name: missing (expected: what is scored, such as \"helpfulness\")");
    }
    Double value = value();
    String label = text("label", LONGEST_NAME);
    String explanation = text("explanation", LONGEST_TEXT);
    if (value == null && label == null && explanation == null) {
      throw new BadRequestException(
          place + "value: missing (expected: a value, a label or an explanation)");
    }
    return new Score(
        id(),
        time(),
        name,
        value,
        label,
        explanation,
        Score.Source.API,
        text("evaluator", LONGEST_NAME),
        about());
  }

  /** Not redacted: scores whose ids become the same would replace each other. */
  private String id() {
    String id = text("id", LONGEST_NAME);
    if (id == null) {
      return UUID.randomUUID().toString();
    }
    if (!id.equals(object.path("id").textValue())) {
      throw new BadRequestException(
          place + "id: " + id + " (expected: an id that holds nothing to be redacted)");
    }
    return id;
  }

  private Score.About about() {
    String traceId = hex("traceId", 32);
    String spanId = hex("spanId", 16);
    String conversationId = text("conversationId", LONGEST_TEXT);
    String responseId = text("responseId", LONGEST_TEXT);
    Integer turn = turn();
    if (spanId != null && traceId == null) {
      throw new BadRequestException(place + "traceId: missing (expected: the trace of the span)");
    }
    if (turn != null && conversationId == null) {
      throw new BadRequestException(
          place + "conversationId: missing (expected: the conversation of the turn)");
    }
    if (traceId == null && conversationId == null && responseId == null) {
      throw new BadRequestException(
          place
              + "conversationId: missing (expected: what the score is about: conversationId, with"
              + " turn; traceId, with spanId; or responseId)");
    }
    return new Score.About(traceId, spanId, conversationId, turn, responseId);
  }

  private @Nullable String text(String member, int longest) {
    JsonNode node = object.path(member);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw wrong(member, node, "a text");
    }
    if (node.textValue().length() > longest) {
      throw new BadRequestException(
          place
              + member
              + ": "
              + node.textValue().length()
              + " characters (expected: "
              + longest
              + " at most)");
    }
    return redaction.apply(node.textValue());
  }

  private @Nullable String hex(String member, int digits) {
    String text = text(member, LONGEST_NAME);
    if (text == null) {
      return null;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (!lower.matches("[0-9a-f]{" + digits + "}") || lower.matches("0+")) {
      throw wrong(member, object.path(member), digits + " hexadecimal digits, not all zero");
    }
    return lower;
  }

  private @Nullable Double value() {
    JsonNode node = object.path("value");
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isBoolean()) {
      return node.booleanValue() ? 1.0 : 0.0;
    }
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw wrong("value", node, "a finite number, true or false");
    }
    return node.doubleValue();
  }

  private @Nullable Integer turn() {
    JsonNode node = object.path("turn");
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
      throw wrong("turn", node, "a whole number, 0 or more");
    }
    return node.intValue();
  }

  private long time() {
    JsonNode node = object.path("time");
    if (node.isMissingNode() || node.isNull()) {
      return Times.nanos(now);
    }
    try {
      long nanos = 0;
      if (node.isNumber() && node.decimalValue().abs().compareTo(BigDecimal.TEN.pow(15)) < 0) {
        nanos =
            node.decimalValue()
                .multiply(NANOS_PER_MILLI)
                .setScale(0, RoundingMode.FLOOR)
                .longValueExact();
      } else if (node.isTextual()) {
        nanos = Times.nanos(OffsetDateTime.parse(node.textValue()).toInstant());
      }
      if (nanos > 0 && nanos < Long.MAX_VALUE) {
        return nanos;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // Told below.
    }
    throw wrong("time", node, "epoch milliseconds or RFC 3339, between 1970 and 2261");
  }

  private BadRequestException wrong(String member, JsonNode found, String expected) {
    return new BadRequestException(
        place + member + ": " + shown(found) + " (expected: " + expected + ")");
  }

  private static String shown(JsonNode node) {
    String text = node.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
