package dev.parley.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The spellings under which token counts travel; earlier names win. A call tells few of them, so
 * what it tells is looked up among the names, not the names among what it tells.
 */
final class UsageNames {
  private static final String PREFIX = "gen_ai.usage.";

  /** Anthropic's own spelling, in which input_tokens leaves the cache out. */
  private static final List<String> ANTHROPIC =
      List.of("cache_read_input_tokens", "cache_creation_input_tokens");

  private enum Count {
    INPUT("input_tokens", "prompt_tokens"),
    OUTPUT("output_tokens", "completion_tokens"),
    TOTAL("total_tokens"),
    CACHE_READ(
        "cache_read.input_tokens",
        "cache_read_input_tokens",
        "input_tokens.cached",
        "input_tokens_details.cached_tokens",
        "prompt_tokens_details.cached_tokens",
        "cached_tokens"),
    CACHE_WRITE(
        "cache_write.input_tokens",
        "cache_creation.input_tokens",
        "cache_creation_input_tokens",
        "cache_write_input_tokens",
        "input_tokens_details.cache_write_tokens",
        "prompt_tokens_details.cache_write_tokens",
        "prompt_tokens_details.cache_creation_tokens"),
    CACHE_WRITE_5M(
        "cache_creation.ephemeral_5m_input_tokens",
        "anthropic.usage.cache_creation.ephemeral_5m_input_tokens"),
    CACHE_WRITE_1H(
        "cache_creation.ephemeral_1h_input_tokens",
        "anthropic.usage.cache_creation.ephemeral_1h_input_tokens"),
    REASONING(
        "reasoning.output_tokens",
        "reasoning_tokens",
        "output_tokens_details.reasoning_tokens",
        "completion_tokens_details.reasoning_tokens"),
    AUDIO_INPUT(
        "audio.input_tokens",
        "input_tokens_details.audio_tokens",
        "prompt_tokens_details.audio_tokens"),
    AUDIO_OUTPUT(
        "audio.output_tokens",
        "output_tokens_details.audio_tokens",
        "completion_tokens_details.audio_tokens");

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that do not change.
    private final List<String> names;

    Count(String... names) {
      this.names = List.of(names);
    }
  }

  /**
   * What a value under a name is.
   *
   * @param rank among all names and forms of the count, the lowest wins
   * @param detail under which name of a nested map the count is; null where the value is the count
   */
  private record Place(Count count, int rank, @Nullable String detail) {}

  private static final Map<String, List<Place>> PLACES = places();

  private UsageNames() {}

  /** Whether {@link #read} looks at a value of this name. */
  static boolean contains(String name) {
    return PLACES.containsKey(name);
  }

  private static Map<String, List<Place>> places() {
    Map<String, List<Place>> places = new HashMap<>();
    for (Count count : Count.values()) {
      int rank = 0;
      for (String name : count.names) {
        add(places, PREFIX + name, new Place(count, rank++, null));
        add(places, name, new Place(count, rank++, null));
        // What stands in front of the first dot may be a map of details.
        int dot = name.indexOf('.');
        if (dot > 0) {
          String detail = name.substring(dot + 1);
          add(places, name.substring(0, dot), new Place(count, rank++, detail));
        }
      }
    }
    places.replaceAll((name, list) -> List.copyOf(list));
    return Map.copyOf(places);
  }

  private static void add(Map<String, List<Place>> places, String name, Place place) {
    places.computeIfAbsent(name, key -> new ArrayList<>()).add(place);
  }

  static Usage read(Function<String, ? extends @Nullable Object> values) {
    Map<String, Object> told = new HashMap<>();
    for (String name : PLACES.keySet()) {
      Object value = values.apply(name);
      if (value != null) {
        told.put(name, value);
      }
    }
    return read(told);
  }

  static Usage read(Map<String, ? extends @Nullable Object> values) {
    Map<Count, Long> counts = new EnumMap<>(Count.class);
    Map<Count, Integer> ranks = new EnumMap<>(Count.class);
    values.forEach(
        (name, value) -> {
          for (Place place : PLACES.getOrDefault(name, List.of())) {
            if (place.rank() < ranks.getOrDefault(place.count(), Integer.MAX_VALUE)) {
              Long count = count(place, value);
              if (count != null) {
                counts.put(place.count(), count);
                ranks.put(place.count(), place.rank());
              }
            }
          }
        });
    boolean durations =
        counts.containsKey(Count.CACHE_WRITE_5M) || counts.containsKey(Count.CACHE_WRITE_1H);
    Usage.Builder usage =
        Usage.builder()
            .cacheRead(counts.get(Count.CACHE_READ))
            .cacheWrite(durations ? null : counts.get(Count.CACHE_WRITE))
            .cacheWrite5m(counts.get(Count.CACHE_WRITE_5M))
            .cacheWrite1h(counts.get(Count.CACHE_WRITE_1H))
            .audioInput(counts.get(Count.AUDIO_INPUT))
            .output(counts.get(Count.OUTPUT))
            .reasoning(counts.get(Count.REASONING))
            .audioOutput(counts.get(Count.AUDIO_OUTPUT))
            .total(counts.get(Count.TOTAL));
    Long input = counts.get(Count.INPUT);
    return (isAnthropicRaw(values) ? usage.inputUncached(input) : usage.input(input)).build();
  }

  private static boolean isAnthropicRaw(Map<String, ? extends @Nullable Object> values) {
    for (String name : ANTHROPIC) {
      if (values.get(name) != null) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Long count(Place place, @Nullable Object value) {
    String detail = place.detail();
    if (detail == null) {
      return count(value);
    }
    return value instanceof Map<?, ?> details ? count(details.get(detail)) : null;
  }

  private static @Nullable Long count(@Nullable Object value) {
    try {
      if (value instanceof Long || value instanceof Integer) {
        return nonNegative(((Number) value).longValue());
      }
      if (value instanceof Number || value instanceof String) {
        return nonNegative(new BigDecimal(value.toString().strip()).longValueExact());
      }
    } catch (ArithmeticException | NumberFormatException unreadable) {
      return null;
    }
    return null;
  }

  private static @Nullable Long nonNegative(long count) {
    return count < 0 ? null : count;
  }
}
