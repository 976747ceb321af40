package dev.parley.sdk.internal.response;

import dev.parley.pricing.Usage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads token counts, with their details, as OpenAI and Anthropic name them. */
final class UsageShape {
  private static final List<String> COUNTS =
      List.of(
          "input_tokens",
          "prompt_tokens",
          "output_tokens",
          "completion_tokens",
          "total_tokens",
          "cache_read_input_tokens",
          "cache_creation_input_tokens",
          "cached_tokens",
          "reasoning_tokens");
  private static final Map<String, List<String>> DETAILS =
      Map.of(
          "prompt_tokens_details",
          List.of("cached_tokens", "audio_tokens", "cache_creation_tokens"),
          "completion_tokens_details",
          List.of("reasoning_tokens", "audio_tokens"),
          "input_tokens_details",
          List.of("cached_tokens", "audio_tokens"),
          "output_tokens_details",
          List.of("reasoning_tokens", "audio_tokens"),
          "cache_creation",
          List.of("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"));

  private UsageShape() {}

  static Usage read(@Nullable Object usage) {
    return usage(counts(usage));
  }

  static Usage usage(Map<String, String> counts) {
    return counts.isEmpty() ? Usage.unknown() : Usage.fromMap(counts);
  }

  /** The counts that are there, by their names; those of details as {@code details.name}. */
  static Map<String, String> counts(@Nullable Object usage) {
    Map<String, String> counts = new HashMap<>();
    if (!Shape.isStructure(usage)) {
      return counts;
    }
    for (String name : COUNTS) {
      put(counts, name, Shape.get(usage, name));
    }
    DETAILS.forEach(
        (details, names) -> {
          Object node = Shape.get(usage, details);
          for (String name : names) {
            put(counts, details + '.' + name, Shape.get(node, name));
          }
        });
    return counts;
  }

  private static void put(Map<String, String> counts, String name, @Nullable Object value) {
    String text = Shape.isStructure(value) && value instanceof Map ? null : Shape.text(value);
    if (text != null) {
      counts.put(name, text);
    }
  }
}
