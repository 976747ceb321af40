package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LiteLLM, the library and the proxy. The request as it went to the provider is a span of its own
 * below the call, and the proxy's server span may repeat all that the call says.
 */
final class LiteLlm implements Vocabulary {
  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(
              Field.USER,
              List.of("metadata.user_api_key_end_user_id", "metadata.user_api_key_user_id")),
          entry(Field.CONVERSATION, List.of("litellm.session_id", "litellm.session.id")));

  private static final Map<Field, List<String>> PRIVATE_KEYS =
      Map.ofEntries(
          entry(Field.PROVIDER, List.of("custom_llm_provider")),
          entry(Field.GENAI_SESSION, List.of("metadata.session_id")),
          entry(Field.ERROR_MESSAGE, List.of("error_information")));

  @Override
  public Dialect dialect() {
    return Dialect.LITELLM;
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
    return scope.startsWith("litellm");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.name().equals("litellm_request") || sent.attributes().has("hidden_params");
  }

  @Override
  public @Nullable Kind shadow(Sent sent) {
    return sent.name().equals("raw_gen_ai_request") ? Kind.HTTP : null;
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    return sent.name().equals("Received Proxy Server Request") ? Kind.STEP : null;
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    return sent.name().equals("litellm_request") ? Kind.MODEL_CALL : null;
  }
}
