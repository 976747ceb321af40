package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** last9-genai: workflows, turns and cost beside the conventions' keys. */
final class Last9 implements Vocabulary {
  static final String SPAN_KIND = "gen_ai.l9.span.kind";

  static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.ESTIMATED_COST, List.of("gen_ai.usage.cost_usd", "gen_ai.l9.cost.total")),
          entry(Field.ESTIMATED_INPUT_COST, List.of("gen_ai.usage.cost_input_usd")),
          entry(Field.ESTIMATED_OUTPUT_COST, List.of("gen_ai.usage.cost_output_usd")),
          entry(Field.CONVERSATION, List.of("workflow.session_id", "gen_ai.l9.conversation.id")),
          entry(
              Field.TURN,
              List.of(
                  "gen_ai.conversation.turn_number",
                  "gen_ai.conversation.turn",
                  "gen_ai.l9.conversation.turn")),
          entry(Field.USER, List.of("workflow.user_id")),
          entry(Field.WORKFLOW_ID, List.of("workflow.id", "gen_ai.l9.workflow.id")),
          entry(Field.WORKFLOW_TYPE, List.of("workflow.type", "gen_ai.l9.workflow.type")),
          entry(Field.CATEGORY, List.of("user.category", "metadata.category")),
          entry(Field.TOOL_NAME, List.of("gen_ai.function.call.name")),
          entry(Field.TOOL_ARGUMENTS, List.of("gen_ai.function.call.arguments")),
          entry(Field.TOOL_RESULT, List.of("gen_ai.function.call.result")));

  @Override
  public Dialect dialect() {
    return Dialect.LAST9;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("last9");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has(SPAN_KIND);
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    return switch (spanKind(sent.attributes())) {
      case "tool" -> Kind.TOOL_CALL;
      case "agent" -> Kind.AGENT;
      case "prompt" -> Kind.PROMPT;
      case "workflow" -> Kind.WORKFLOW;
      default -> null;
    };
  }

  /**
   * {@code llm} also stands for embeddings and {@code chain} for workflows: the operation knows.
   */
  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    return switch (spanKind(sent.attributes())) {
      case "llm" -> Kind.MODEL_CALL;
      case "chain" -> Kind.STEP;
      default -> null;
    };
  }

  private static String spanKind(Attributes attributes) {
    String kind = attributes.text(SPAN_KIND);
    return kind == null ? "" : kind.toLowerCase(Locale.ROOT);
  }
}
