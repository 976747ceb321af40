package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import java.util.List;
import java.util.Map;

/** The spans that Anthropic's Java library makes by itself: the conventions, and a few words. */
final class AnthropicJava implements Vocabulary {
  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.FINISH_REASONS, List.of("anthropic.message.stop_reason")),
          entry(Field.SERVICE_TIER, List.of("anthropic.response.service_tier")),
          entry(
              Field.CACHE_WRITE_5M_TOKENS,
              List.of("anthropic.usage.cache_creation.ephemeral_5m_input_tokens")),
          entry(
              Field.CACHE_WRITE_1H_TOKENS,
              List.of("anthropic.usage.cache_creation.ephemeral_1h_input_tokens")));

  @Override
  public Dialect dialect() {
    return Dialect.ANTHROPIC_JAVA;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("com.anthropic.sdk.java");
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }
}
