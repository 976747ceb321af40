package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import java.util.List;
import java.util.Map;

/**
 * llm-tracekit: flattened messages and provider-specific names for conversation, user and agent.
 */
final class Tracekit implements Vocabulary {
  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(
              Field.CONVERSATION,
              List.of(
                  "gen_ai.microsoft_foundry.conversation_id",
                  "gen_ai.openai.request.conversation_id")),
          entry(Field.USER, List.of("gen_ai.request.user", "gen_ai.openai.request.user")),
          entry(Field.AGENT_ID, List.of("gen_ai.bedrock.agent_alias.id")),
          entry(
              Field.AGENT_NAME,
              List.of("gen_ai.microsoft_foundry.agent.name", "gen_ai.langgraph.node")));

  @Override
  public Dialect dialect() {
    return Dialect.TRACEKIT;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("llm_tracekit");
  }

  @Override
  public boolean marks(Sent sent) {
    Attributes attributes = sent.attributes();
    return attributes.has("gen_ai.request.tools.0.function.name")
        || attributes.has("gen_ai.completion.0.tool_calls.0.function.name")
        || attributes.has("gen_ai.prompt.0.tool_calls.0.function.name");
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }
}
