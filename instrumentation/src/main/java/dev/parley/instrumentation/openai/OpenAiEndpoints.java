package dev.parley.instrumentation.openai;

import dev.parley.instrumentation.internal.service.Endpoint;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

/** Who answers at an address: OpenAI itself, or others that speak its protocol. */
final class OpenAiEndpoints {

  static final String OPENAI = "openai";

  /** A client whose base URL could not be read. */
  static final Endpoint UNKNOWN = Endpoint.unknown(OPENAI);

  /** By the end of the host's name. */
  private static final Map<String, String> PROVIDERS =
      Map.ofEntries(
          Map.entry("openai.azure.com", "azure.ai.openai"),
          Map.entry("cognitiveservices.azure.com", "azure.ai.openai"),
          Map.entry("services.ai.azure.com", "azure.ai.inference"),
          Map.entry("models.ai.azure.com", "azure.ai.inference"),
          Map.entry("api.deepseek.com", "deepseek"),
          Map.entry("api.groq.com", "groq"),
          Map.entry("api.mistral.ai", "mistral_ai"),
          Map.entry("api.perplexity.ai", "perplexity"),
          Map.entry("api.x.ai", "x_ai"),
          Map.entry("api.moonshot.ai", "moonshot_ai"),
          Map.entry("api.together.xyz", "together_ai"),
          Map.entry("generativelanguage.googleapis.com", "gcp.gemini"),
          Map.entry("openrouter.ai", "openrouter"));

  private OpenAiEndpoints() {}

  /** Reads a client's base URL; {@link #UNKNOWN} if it is none. */
  static Endpoint of(String baseUrl) {
    return Endpoint.of(baseUrl, OpenAiEndpoints::provider, OPENAI);
  }

  private static String provider(URI uri) {
    String name = uri.getHost().toLowerCase(Locale.ROOT);
    return PROVIDERS.entrySet().stream()
        .filter(entry -> name.equals(entry.getKey()) || name.endsWith("." + entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(OPENAI);
  }
}
