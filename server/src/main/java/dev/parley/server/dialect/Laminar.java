package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Laminar. */
final class Laminar implements Vocabulary {
  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.CONVERSATION, List.of("lmnr.association.properties.session_id")),
          entry(Field.USER, List.of("lmnr.association.properties.user_id")),
          entry(Field.ESTIMATED_INPUT_COST, List.of("gen_ai.usage.input_cost")),
          entry(Field.ESTIMATED_OUTPUT_COST, List.of("gen_ai.usage.output_cost")));

  private static final Map<Field, List<String>> PRIVATE_KEYS =
      Map.ofEntries(
          entry(Field.TOOL_ARGUMENTS, List.of("lmnr.span.input")),
          entry(Field.TOOL_RESULT, List.of("lmnr.span.output")));

  @Override
  public Dialect dialect() {
    return Dialect.LAMINAR;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public Map<Field, List<String>> privateKeys() {
    return PRIVATE_KEYS;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("lmnr");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has("lmnr.span.type") || sent.attributes().has("lmnr.span.path");
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    String type = sent.attributes().text("lmnr.span.type");
    if (type == null) {
      return null;
    }
    return switch (type) {
      case "LLM" -> Kind.MODEL_CALL;
      case "TOOL" -> Kind.TOOL_CALL;
      case "EVALUATION", "EVALUATOR", "HUMAN_EVALUATOR" -> Kind.EVALUATION;
      case "EXECUTOR", "CACHED" -> Kind.STEP;
      default -> null;
    };
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    return "DEFAULT".equals(sent.attributes().text("lmnr.span.type")) ? Kind.STEP : null;
  }

  @Override
  public List<ContentSource> content() {
    return List.of(ContentSource.attributes(Form.PAYLOAD, "lmnr.span.input", "lmnr.span.output"));
  }
}
