package dev.parley.server.metrics;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The families of series that calls are counted in. Names are those of the GenAI conventions where
 * these have one, in Prometheus's spelling; a counter's name is told without its {@code _total}.
 */
enum Family {
  TOKENS(
      "gen_ai_client_token_usage",
      null,
      "Tokens of calls, by gen_ai_token_type: input (cache included), output (reasoning included),"
          + " unknown (of calls that report a total alone)."),
  CACHE_READ(
      "gen_ai_client_inference_usage_cache_read_input_tokens",
      "tokens",
      "Input tokens that the provider's cache served; gen_ai_client_token_usage has them too."),
  CACHE_WRITE(
      "gen_ai_client_inference_usage_cache_write_input_tokens",
      "tokens",
      "Input tokens that were written to the provider's cache; gen_ai_client_token_usage has them"
          + " too."),
  REASONING(
      "gen_ai_client_inference_usage_reasoning_output_tokens",
      "tokens",
      "Output tokens that were spent on reasoning; gen_ai_client_token_usage has them too."),
  COST(
      "gen_ai_client_cost_usd",
      "usd",
      "US dollars that calls cost at the price of their time, by cost_source: billed, book,"
          + " estimated. Calls without a price are in gen_ai_client_unpriced_calls_total."),
  UNPRICED(
      "gen_ai_client_unpriced_calls",
      "calls",
      "Calls whose cost is unknown; gen_ai_client_cost_usd_total leaves them out."),
  DURATION(
      "gen_ai_client_operation_duration_seconds",
      "seconds",
      "How long calls took; error_type is set for those that failed."),
  FIRST_TOKEN(
      "gen_ai_client_operation_time_to_first_chunk_seconds",
      "seconds",
      "How long calls took to the first token, where their spans tell."),
  FOLDED(
      "parley_metrics_folded_calls",
      "calls",
      "Calls counted in the series _other_ of a metric, because the metric has as many series as"
          + " the setting metrics-series allows.");

  private static final Map<String, Family> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(family -> family.text, Function.identity()));

  /** The name without {@code _total}. */
  final String text;

  /** The unit that OpenMetrics tells, which the name ends with; null for none. */
  final @Nullable String unit;

  final String help;

  Family(String text, @Nullable String unit, String help) {
    this.text = text;
    this.unit = unit;
    this.help = help;
  }

  boolean isHistogram() {
    return this == DURATION || this == FIRST_TOKEN;
  }

  /** Null for a name of no family. */
  static @Nullable Family named(String name) {
    return BY_NAME.get(name);
  }
}
