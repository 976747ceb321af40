package dev.parley.pricing;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The spellings under which token counts travel; earlier names win. */
final class UsageNames {
  private static final String PREFIX = "gen_ai.usage.";

  /**
   * A spelling in its three forms, made once: all of them are tried for every call.
   *
   * @param group what stands in front of the first dot, where details may be nested; null for none
   */
  private record Name(String prefixed, String bare, @Nullable String group, String detail) {
    static Name of(String name) {
      int dot = name.indexOf('.');
      return new Name(
          PREFIX + name, name, dot > 0 ? name.substring(0, dot) : null, name.substring(dot + 1));
    }
  }

  private static final List<Name> INPUT = names("input_tokens", "prompt_tokens");
  private static final List<Name> OUTPUT = names("output_tokens", "completion_tokens");
  private static final List<Name> TOTAL = names("total_tokens");
  private static final List<Name> CACHE_READ =
      names(
          "cache_read.input_tokens",
          "cache_read_input_tokens",
          "input_tokens.cached",
          "input_tokens_details.cached_tokens",
          "prompt_tokens_details.cached_tokens",
          "cached_tokens");
  private static final List<Name> CACHE_WRITE =
      names(
          "cache_write.input_tokens",
          "cache_creation.input_tokens",
          "cache_creation_input_tokens",
          "cache_write_input_tokens",
          "input_tokens_details.cache_write_tokens",
          "prompt_tokens_details.cache_write_tokens",
          "prompt_tokens_details.cache_creation_tokens");
  private static final List<Name> CACHE_WRITE_5M =
      names(
          "cache_creation.ephemeral_5m_input_tokens",
          "anthropic.usage.cache_creation.ephemeral_5m_input_tokens");
  private static final List<Name> CACHE_WRITE_1H =
      names(
          "cache_creation.ephemeral_1h_input_tokens",
          "anthropic.usage.cache_creation.ephemeral_1h_input_tokens");
  private static final List<Name> REASONING =
      names(
          "reasoning.output_tokens",
          "reasoning_tokens",
          "output_tokens_details.reasoning_tokens",
          "completion_tokens_details.reasoning_tokens");
  private static final List<Name> AUDIO_INPUT =
      names(
          "audio.input_tokens",
          "input_tokens_details.audio_tokens",
          "prompt_tokens_details.audio_tokens");
  private static final List<Name> AUDIO_OUTPUT =
      names(
          "audio.output_tokens",
          "output_tokens_details.audio_tokens",
          "completion_tokens_details.audio_tokens");

  /** Anthropic's own spelling, in which input_tokens leaves the cache out. */
  private static final List<String> ANTHROPIC =
      List.of("cache_read_input_tokens", "cache_creation_input_tokens");

  private static final Set<String> ALL = all();

  private UsageNames() {}

  /** Whether {@link #read} may ask for this name. */
  static boolean contains(String name) {
    return ALL.contains(name);
  }

  private static Set<String> all() {
    Set<String> all = new HashSet<>(ANTHROPIC);
    Stream.of(
            INPUT,
            OUTPUT,
            TOTAL,
            CACHE_READ,
            CACHE_WRITE,
            CACHE_WRITE_5M,
            CACHE_WRITE_1H,
            REASONING,
            AUDIO_INPUT,
            AUDIO_OUTPUT)
        .flatMap(List::stream)
        .forEach(
            name -> {
              all.add(name.prefixed());
              all.add(name.bare());
              if (name.group() != null) {
                all.add(name.group());
              }
            });
    return Set.copyOf(all);
  }

  static Usage read(Function<String, ? extends @Nullable Object> values) {
    Long write5m = first(values, CACHE_WRITE_5M);
    Long write1h = first(values, CACHE_WRITE_1H);
    boolean durations = write5m != null || write1h != null;
    Usage.Builder usage =
        Usage.builder()
            .cacheRead(first(values, CACHE_READ))
            .cacheWrite(durations ? null : first(values, CACHE_WRITE))
            .cacheWrite5m(write5m)
            .cacheWrite1h(write1h)
            .audioInput(first(values, AUDIO_INPUT))
            .output(first(values, OUTPUT))
            .reasoning(first(values, REASONING))
            .audioOutput(first(values, AUDIO_OUTPUT))
            .total(first(values, TOTAL));
    Long input = first(values, INPUT);
    return (isAnthropicRaw(values) ? usage.inputUncached(input) : usage.input(input)).build();
  }

  private static List<Name> names(String... names) {
    return Arrays.stream(names).map(Name::of).toList();
  }

  private static boolean isAnthropicRaw(Function<String, ? extends @Nullable Object> values) {
    for (String name : ANTHROPIC) {
      if (values.apply(name) != null) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Long first(
      Function<String, ? extends @Nullable Object> values, List<Name> names) {
    for (Name name : names) {
      Long count = count(values.apply(name.prefixed()));
      if (count == null) {
        count = count(values.apply(name.bare()));
      }
      if (count == null) {
        count = nested(values, name);
      }
      if (count != null) {
        return count;
      }
    }
    return null;
  }

  private static @Nullable Long nested(
      Function<String, ? extends @Nullable Object> values, Name name) {
    String group = name.group();
    return group != null && values.apply(group) instanceof Map<?, ?> details
        ? count(details.get(name.detail()))
        : null;
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
