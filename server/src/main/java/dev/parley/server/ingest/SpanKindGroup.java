package dev.parley.server.ingest;

import dev.parley.server.model.Kind;
import java.util.Set;

/**
 * The group of a span's kind that users filter by: what the emitter says, else what the kind
 * implies.
 */
final class SpanKindGroup {
  private static final String KEY = "gen_ai.l9.span.kind";
  private static final Set<String> GROUPS = Set.of("llm", "tool", "chain", "agent", "prompt");

  private SpanKindGroup() {}

  /**
   * The group's name.
   *
   * @param attributes the span's attributes, a JSON object
   */
  static String of(Kind kind, String attributes) {
    if (attributes.contains(KEY)) {
      String said = TopLevel.string(attributes, KEY);
      if (said != null && GROUPS.contains(said)) {
        return said;
      }
    }
    return switch (kind) {
      case MODEL_CALL, EMBEDDING, RERANK, AUDIO, IMAGE -> "llm";
      case TOOL_CALL, MCP -> "tool";
      case AGENT, HANDOFF -> "agent";
      case PROMPT -> "prompt";
      case WORKFLOW, STEP, RETRIEVAL, MEMORY, GUARDRAIL, EVALUATION -> "chain";
      case HTTP, DB, OTHER -> "other";
    };
  }
}
