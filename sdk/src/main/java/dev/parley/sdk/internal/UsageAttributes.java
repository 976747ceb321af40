package dev.parley.sdk.internal;

import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/** Writes usage in the conventions' form: totals that include what their details name. */
public final class UsageAttributes {
  private UsageAttributes() {}

  public static void write(Usage usage, Span span) {
    set(span, GenAiAttributes.USAGE_INPUT_TOKENS, usage.inputTotal());
    set(span, GenAiAttributes.USAGE_OUTPUT_TOKENS, usage.outputTotal());
    set(span, GenAiAttributes.USAGE_TOTAL_TOKENS, usage.total());
    set(span, GenAiAttributes.USAGE_CACHE_READ, usage.get(TokenBucket.CACHE_READ));
    set(span, GenAiAttributes.USAGE_CACHE_WRITE, usage.cacheWriteTotal());
    set(span, GenAiAttributes.USAGE_REASONING, usage.get(TokenBucket.REASONING));
    set(span, GenAiAttributes.USAGE_AUDIO_INPUT, usage.get(TokenBucket.AUDIO_INPUT));
    set(span, GenAiAttributes.USAGE_AUDIO_OUTPUT, usage.get(TokenBucket.AUDIO_OUTPUT));
  }

  private static void set(Span span, AttributeKey<Long> key, @Nullable Long tokens) {
    if (tokens != null) {
      span.setAttribute(key, tokens);
    }
  }
}
