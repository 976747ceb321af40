package dev.parley.instrumentation.openai;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a client sends its calls.
 *
 * @param host the server's name; null if unknown
 * @param port the server's port; null if unknown or the scheme's own
 * @param provider who answers there, as {@code gen_ai.provider.name} has it
 */
record Endpoint(@Nullable String host, @Nullable Integer port, String provider) {

  /** A client whose base URL could not be read. */
  static final Endpoint UNKNOWN = new Endpoint(null, null, "openai");

  /** Others that speak OpenAI's protocol, by the end of their host's name. */
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

  /** Reads a client's base URL; {@link #UNKNOWN} if it is none. */
  static Endpoint of(String baseUrl) {
    URI uri;
    try {
      uri = URI.create(baseUrl);
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
    String host = uri.getHost();
    if (host == null) {
      return UNKNOWN;
    }
    boolean standard =
        uri.getPort() == -1 || uri.getPort() == ("http".equals(uri.getScheme()) ? 80 : 443);
    return new Endpoint(host, standard ? null : uri.getPort(), provider(host));
  }

  private static String provider(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return PROVIDERS.entrySet().stream()
        .filter(entry -> name.equals(entry.getKey()) || name.endsWith("." + entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("openai");
  }
}
