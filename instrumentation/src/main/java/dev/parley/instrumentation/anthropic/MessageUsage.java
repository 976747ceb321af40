package dev.parley.instrumentation.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Reads usage. The provider counts what its cache read and wrote beside the input, and what summing
 * up a long conversation took beside both; all of it is billed.
 */
final class MessageUsage {

  private static final String CREATION = "cache_creation";
  private static final String FIVE_MINUTES = "ephemeral_5m_input_tokens";
  private static final String ONE_HOUR = "ephemeral_1h_input_tokens";

  private MessageUsage() {}

  /** The usage as it was reported; unknown where nothing was. */
  static Usage read(JsonNode usage) {
    Usage all = one(usage);
    for (JsonNode iteration : usage.path("iterations")) {
      if (iteration.path("type").asText().equals("compaction")) {
        all = all.plus(one(iteration));
      }
    }
    return all;
  }

  private static Usage one(JsonNode usage) {
    Usage.Builder builder =
        Usage.builder()
            .inputUncached(count(usage, "input_tokens"))
            .cacheRead(count(usage, "cache_read_input_tokens"))
            .output(count(usage, "output_tokens"))
            .reasoning(count(usage.path("output_tokens_details"), "thinking_tokens"));
    Long written = count(usage, "cache_creation_input_tokens");
    Long shortly = count(usage.path(CREATION), FIVE_MINUTES);
    Long longer = count(usage.path(CREATION), ONE_HOUR);
    // The durations are the same tokens again; where they don't add up, the sum is what counts.
    return isSplit(written, shortly, longer)
        ? builder.cacheWrite5m(shortly).cacheWrite1h(longer).build()
        : builder.cacheWrite(written).build();
  }

  private static boolean isSplit(
      @Nullable Long written, @Nullable Long shortly, @Nullable Long longer) {
    if (shortly == null && longer == null) {
      return false;
    }
    long sum = (shortly == null ? 0 : shortly) + (longer == null ? 0 : longer);
    return written == null || written == sum;
  }

  /** What the conventions have no names for, under those of the provider's own telemetry. */
  static void details(Span span, JsonNode usage) {
    detail(span, FIVE_MINUTES, usage);
    detail(span, ONE_HOUR, usage);
  }

  private static void detail(Span span, String name, JsonNode usage) {
    Long tokens = count(usage.path(CREATION), name);
    if (tokens != null) {
      span.setAttribute("anthropic.usage." + CREATION + '.' + name, tokens);
    }
  }

  private static @Nullable Long count(JsonNode usage, String name) {
    JsonNode tokens = usage.path(name);
    return tokens.isIntegralNumber() ? tokens.longValue() : null;
  }
}
