package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.output.TokenUsage;
import dev.parley.pricing.Usage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usage of a call. LangChain4j hands the provider's own counts on: those of Anthropic,
 * also on Bedrock, leave the cache out of the input, all others count it within.
 */
final class TokenCounts {
  private static final Set<String> CACHE_BESIDE_INPUT = Set.of("anthropic", "aws.bedrock");

  private TokenCounts() {}

  /**
   * Unknown counts stay unknown.
   *
   * @param provider canonical; null if unknown
   */
  static Usage of(@Nullable TokenUsage usage, @Nullable String provider) {
    if (usage == null) {
      return Usage.unknown();
    }
    Usage.Builder counts = Usage.builder();
    Long input = wide(usage.inputTokenCount());
    // Of Vertex AI's models only Claude's have this count.
    boolean beside =
        (provider != null && CACHE_BESIDE_INPUT.contains(provider))
            || Reflected.count(usage, "cacheCreationInputTokens") != null;
    if (beside) {
      counts.inputUncached(input);
    } else {
      counts.input(input);
    }
    counts
        .cacheRead(
            first(
                Reflected.count(usage, "cacheReadInputTokens"),
                Reflected.count(Reflected.get(usage, "inputTokensDetails"), "cachedTokens"),
                Reflected.count(usage, "cachedContentTokenCount")))
        .cacheWrite(
            first(
                Reflected.count(usage, "cacheCreationInputTokens"),
                Reflected.count(usage, "cacheWriteInputTokens"),
                null))
        .reasoning(Reflected.count(Reflected.get(usage, "outputTokensDetails"), "reasoningTokens"))
        .output(wide(usage.outputTokenCount()));
    if (!beside) {
      counts.total(wide(usage.totalTokenCount()));
    }
    return counts.build();
  }

  private static @Nullable Long first(
      @Nullable Long one, @Nullable Long other, @Nullable Long last) {
    return one != null ? one : other != null ? other : last;
  }

  private static @Nullable Long wide(@Nullable Integer count) {
    return count == null ? null : count.longValue();
  }
}
