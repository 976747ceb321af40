package dev.parley.pricing;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The providers' canonical names: the values of {@code gen_ai.provider.name} in OpenTelemetry's
 * conventions, and how what others write folds into them. Every part of Parley asks here, so one
 * model has one provider everywhere.
 */
public final class Provider {
  private static final Map<String, String> FOLDED = folded();
  private static final Set<String> FRAMEWORKS =
      Set.of(
          "langchain",
          "langchain4j",
          "spring_ai",
          "spring-ai",
          "crewai",
          "strands-agents",
          "microsoft.agent_framework",
          "pydantic-ai",
          "gcp.vertex.agent",
          "traceloop");
  private static final Set<String> LOCAL =
      Set.of(
          "ollama", "ollama_chat", "vllm", "hosted_vllm", "lm_studio", "llamafile", "xinference");

  private record ModelPrefix(String prefix, String provider) {
    /** The prefix must end a word or a number: neither "commander" nor "o10" counts. */
    boolean matches(String name) {
      int end = prefix.length();
      if (!name.startsWith(prefix)) {
        return false;
      }
      return name.length() == end
          || !(Character.isDigit(name.charAt(end - 1))
              ? Character.isLetterOrDigit(name.charAt(end))
              : Character.isLetter(name.charAt(end)));
    }
  }

  private static final List<ModelPrefix> MODELS =
      List.of(
          new ModelPrefix("claude", "anthropic"),
          new ModelPrefix("chatgpt", "openai"),
          new ModelPrefix("gpt", "openai"),
          new ModelPrefix("o1", "openai"),
          new ModelPrefix("o3", "openai"),
          new ModelPrefix("o4", "openai"),
          new ModelPrefix("text-embedding-3", "openai"),
          new ModelPrefix("text-embedding-ada", "openai"),
          new ModelPrefix("davinci", "openai"),
          new ModelPrefix("whisper", "openai"),
          new ModelPrefix("dall-e", "openai"),
          new ModelPrefix("tts", "openai"),
          new ModelPrefix("gemini", "gcp.gemini"),
          new ModelPrefix("command", "cohere"),
          new ModelPrefix("mistral", "mistral_ai"),
          new ModelPrefix("mixtral", "mistral_ai"),
          new ModelPrefix("codestral", "mistral_ai"),
          new ModelPrefix("ministral", "mistral_ai"),
          new ModelPrefix("magistral", "mistral_ai"),
          new ModelPrefix("pixtral", "mistral_ai"),
          new ModelPrefix("grok", "x_ai"),
          new ModelPrefix("deepseek", "deepseek"),
          new ModelPrefix("sonar", "perplexity"),
          new ModelPrefix("kimi", "moonshot_ai"));

  private Provider() {}

  /**
   * The canonical name of what an emitter calls the provider: {@code "Google"} and {@code "gemini"}
   * are {@code gcp.gemini}, {@code "openai.chat"} is {@code openai}. An unknown name is itself in
   * lower case.
   *
   * @return null for nothing, blank, and names of frameworks, which are no providers
   */
  public static @Nullable String canonical(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return null;
    }
    String seen = name.strip().toLowerCase(Locale.ROOT);
    if (FRAMEWORKS.contains(seen)) {
      return null;
    }
    String known = FOLDED.get(seen);
    int dot = seen.indexOf('.');
    if (known == null && dot > 0) {
      known = FOLDED.get(seen.substring(0, dot));
    }
    return known == null ? seen : known;
  }

  /**
   * Whose model this is, by its name alone: {@code claude…} is {@code anthropic}, {@code gpt…},
   * {@code o1}, {@code o3} are {@code openai}, {@code gemini…} is {@code gcp.gemini} (which {@code
   * "google"} folds into), {@code command…} is {@code cohere}. Region, vendor and path prefixes are
   * looked through.
   *
   * @return null when the name tells nothing
   */
  public static @Nullable String ofModel(@Nullable String model) {
    if (model == null) {
      return null;
    }
    for (String name : ModelName.candidates(model)) {
      String bare = name.startsWith("ft:") ? name.substring(3) : name;
      for (ModelPrefix known : MODELS) {
        if (known.matches(bare)) {
          return known.provider();
        }
      }
    }
    return null;
  }

  /** Whether the text is a provider as a prefix of model names writes it. */
  static boolean isPrefix(String text) {
    return FOLDED.containsKey(text);
  }

  /** Whether models run on the caller's own machines, where list prices mean nothing. */
  static boolean isLocal(String canonical) {
    return LOCAL.contains(canonical);
  }

  private static Map<String, String> folded() {
    Map<String, String> map = new HashMap<>();
    fold(map, "openai", "openai", "text-completion-openai");
    fold(
        map,
        "azure.ai.openai",
        "azure.ai.openai",
        "azure",
        "azure-openai",
        "azure.openai",
        "azure_openai",
        "az.ai.openai",
        "azureopenai");
    fold(
        map, "azure.ai.inference", "azure.ai.inference", "az.ai.inference", "azure_ai", "azure.ai");
    fold(map, "anthropic", "anthropic", "claude");
    fold(
        map,
        "aws.bedrock",
        "aws.bedrock",
        "aws",
        "bedrock",
        "bedrock_converse",
        "amazon-bedrock",
        "aws_bedrock",
        "amazon_bedrock");
    fold(
        map,
        "gcp.gemini",
        "gcp.gemini",
        "google",
        "google_genai",
        "google-genai",
        "gemini",
        "google.generative-ai",
        "google_generative_ai",
        "google-gla");
    fold(map, "gcp.gen_ai", "gcp.gen_ai");
    fold(
        map,
        "gcp.vertex_ai",
        "gcp.vertex_ai",
        "vertexai",
        "vertex_ai",
        "google-vertex",
        "google.vertex",
        "google.vertex.chat",
        "google_vertexai");
    fold(map, "mistral_ai", "mistral_ai", "mistral", "mistralai");
    fold(map, "x_ai", "x_ai", "xai", "x-ai", "grok");
    fold(map, "ibm.watsonx.ai", "ibm.watsonx.ai", "watsonx", "ibm.watson.ai", "ibm");
    fold(map, "cohere", "cohere");
    fold(map, "groq", "groq");
    fold(map, "deepseek", "deepseek");
    fold(map, "perplexity", "perplexity", "perplexityai");
    fold(map, "moonshot_ai", "moonshot_ai", "moonshot", "moonshotai");
    fold(map, "together_ai", "together_ai", "together", "togetherai");
    for (String own : List.of("openrouter", "fireworks", "fireworks_ai", "cerebras", "replicate")) {
      fold(map, own, own);
    }
    fold(map, "litellm_proxy", "litellm_proxy");
    return Map.copyOf(map);
  }

  private static void fold(Map<String, String> map, String canonical, String... seen) {
    for (String name : seen) {
      map.put(name, canonical);
    }
  }
}
