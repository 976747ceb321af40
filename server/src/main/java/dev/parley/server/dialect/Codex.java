package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import java.util.List;
import java.util.Map;

/** Codex: its spans, and what {@link CodexEvents} makes of its log events. */
final class Codex implements Vocabulary {
  private static final Map<Field, List<String>> PRIVATE_KEYS =
      Map.ofEntries(
          entry(Field.PROVIDER, List.of("provider_name")),
          entry(Field.REQUEST_MODEL, List.of("model", "slug")),
          entry(Field.CONVERSATION, List.of("conversation.id")),
          entry(Field.USER, List.of("user.account_id", "user.email")),
          entry(Field.INPUT_TOKENS, List.of("input_token_count")),
          entry(Field.OUTPUT_TOKENS, List.of("output_token_count")),
          entry(Field.CACHE_READ_TOKENS, List.of("cached_token_count")),
          entry(Field.REASONING_TOKENS, List.of("reasoning_token_count")),
          entry(Field.TOOL_NAME, List.of("tool_name")),
          entry(Field.TOOL_CALL_ID, List.of("call_id")),
          entry(Field.TOOL_ARGUMENTS, List.of("arguments")),
          entry(Field.TOOL_RESULT, List.of("output")));

  @Override
  public Dialect dialect() {
    return Dialect.CODEX;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return Map.of();
  }

  @Override
  public Map<Field, List<String>> privateKeys() {
    return PRIVATE_KEYS;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("codex_") || scope.startsWith("codex-");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.name().startsWith("codex.");
  }
}
