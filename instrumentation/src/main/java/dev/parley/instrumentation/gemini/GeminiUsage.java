package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usage of a call, from one answer or from the pieces of one, each of which tells all so far. A
 * count that the provider leaves out stays out; it is not 0.
 *
 * <p>Google counts cached tokens within the prompt's, as the conventions do. The tokens of what its
 * own tools brought in come on top of the prompt, and thoughts on top of the candidates; the
 * conventions count them in.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">UsageMetadata</a>
 */
final class GeminiUsage {

  private final Map<Object, @Nullable Object> told = new LinkedHashMap<>();

  /** Later words win over earlier ones; what they don't mention stays. */
  void add(Tree usageMetadata) {
    told.putAll(usageMetadata.fields());
  }

  private Tree get(String field) {
    return Tree.of(told.get(field));
  }

  Usage usage() {
    return Usage.builder()
        .input(sum(count("promptTokenCount"), count("toolUsePromptTokenCount")))
        .cacheRead(count("cachedContentTokenCount"))
        .audioInput(uncachedAudio())
        .output(sum(count("candidatesTokenCount"), count("thoughtsTokenCount")))
        .reasoning(count("thoughtsTokenCount"))
        .audioOutput(audio("candidatesTokensDetails"))
        .total(count("totalTokenCount"))
        .build();
  }

  /** Cached audio is charged as cached. */
  private @Nullable Long uncachedAudio() {
    Long sent = sum(audio("promptTokensDetails"), audio("toolUsePromptTokensDetails"));
    Long cached = audio("cacheTokensDetails");
    return sent == null || cached == null ? sent : Long.valueOf(Math.max(0, sent - cached));
  }

  private @Nullable Long audio(String details) {
    Long tokens = null;
    for (Tree detail : get(details).items()) {
      if (detail.get("modality").text("").equals("AUDIO")) {
        tokens = sum(tokens, detail.get("tokenCount").integer());
      }
    }
    return tokens;
  }

  private @Nullable Long count(String field) {
    return get(field).integer();
  }

  private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a + b;
  }

  /** How Vertex AI served the call: {@code ON_DEMAND}, {@code PROVISIONED_THROUGHPUT}. */
  @Nullable String trafficType() {
    return get("trafficType").text();
  }

  /** {@code flex} or {@code priority}, which have prices of their own; null for the usual one. */
  @Nullable String serviceTier() {
    String tier = get("serviceTier").text("").toLowerCase(Locale.ROOT);
    String traffic = get("trafficType").text("");
    if (tier.endsWith("flex") || traffic.equals("ON_DEMAND_FLEX")) {
      return "flex";
    }
    return tier.endsWith("priority") || traffic.equals("ON_DEMAND_PRIORITY") ? "priority" : null;
  }
}
