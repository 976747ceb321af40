package dev.parley.instrumentation.openai;

import dev.parley.instrumentation.internal.service.Endpoint;
import dev.parley.pricing.Provider;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who answers at an address: OpenAI itself, or others that speak its protocol. Where a host's name
 * tells nothing, as one of a proxy or of a model server of one's own, the application says it.
 *
 * @param configured who answers at every address; null to go by the host
 */
record OpenAiEndpoints(@Nullable String configured) {

  static final String OPENAI = "openai";

  /** A client whose base URL could not be read. */
  static final Endpoint UNKNOWN = Endpoint.unknown(OPENAI);

  private static final String AZURE = "azure.ai.openai";

  /** Where a path names what Azure calls a deployment: the one model that answers there. */
  private static final Pattern DEPLOYMENT = Pattern.compile("/deployments/([^/]+)");

  private static final Pattern BEDROCK = Pattern.compile("bedrock[a-z-]*\\..*\\.amazonaws\\.com");

  /** By the end of the host's name. */
  private static final Map<String, String> PROVIDERS =
      Map.ofEntries(
          Map.entry("openai.azure.com", AZURE),
          Map.entry("openai.azure.us", AZURE),
          Map.entry("openai.azure.cn", AZURE),
          Map.entry("cognitiveservices.azure.com", AZURE),
          Map.entry("services.ai.azure.com", "azure.ai.inference"),
          Map.entry("models.ai.azure.com", "azure.ai.inference"),
          Map.entry("api.anthropic.com", "anthropic"),
          Map.entry("api.cerebras.ai", "cerebras"),
          Map.entry("api.cohere.ai", "cohere"),
          Map.entry("api.cohere.com", "cohere"),
          Map.entry("api.deepseek.com", "deepseek"),
          Map.entry("api.fireworks.ai", "fireworks"),
          Map.entry("api.groq.com", "groq"),
          Map.entry("api.mistral.ai", "mistral_ai"),
          Map.entry("api.moonshot.ai", "moonshot_ai"),
          Map.entry("api.moonshot.cn", "moonshot_ai"),
          Map.entry("api.perplexity.ai", "perplexity"),
          Map.entry("api.together.ai", "together_ai"),
          Map.entry("api.together.xyz", "together_ai"),
          Map.entry("api.x.ai", "x_ai"),
          Map.entry("generativelanguage.googleapis.com", "gcp.gemini"),
          Map.entry("openrouter.ai", "openrouter"));

  /**
   * Endpoints of a provider that the application names.
   *
   * @param provider any spelling of its name; null or blank to go by the host
   */
  static OpenAiEndpoints of(@Nullable String provider) {
    return new OpenAiEndpoints(
        provider == null || provider.isBlank() ? null : Provider.canonical(provider));
  }

  /** Reads a client's base URL; one of OpenAI's, or of who was named, if it is none. */
  Endpoint read(String baseUrl) {
    String otherwise = configured == null ? OPENAI : configured;
    Endpoint endpoint = Endpoint.of(baseUrl, this::provider, otherwise);
    Matcher deployment = DEPLOYMENT.matcher(baseUrl);
    return endpoint.host() != null && deployment.find()
        ? new Endpoint(endpoint.host(), endpoint.port(), endpoint.provider(), deployment.group(1))
        : endpoint;
  }

  private String provider(URI uri) {
    if (configured != null) {
      return configured;
    }
    String name = uri.getHost().toLowerCase(Locale.ROOT);
    if (BEDROCK.matcher(name).matches()) {
      return "aws.bedrock";
    }
    // Regions stand before it with a hyphen.
    if (name.endsWith("aiplatform.googleapis.com")) {
      return "gcp.vertex_ai";
    }
    return PROVIDERS.entrySet().stream()
        .filter(entry -> name.equals(entry.getKey()) || name.endsWith("." + entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(OPENAI);
  }
}
