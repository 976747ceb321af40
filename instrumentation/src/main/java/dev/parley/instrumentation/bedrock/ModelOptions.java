package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.Tree;
import org.jspecify.annotations.Nullable;

/**
 * The options of a request, by all of the names that the families of models have for them. A family
 * has one name for each, and no family means another thing by it.
 */
final class ModelOptions {

  private ModelOptions() {}

  static void write(RequestOptions options, Tree body) {
    Tree nested = body.any("inferenceConfig", "textGenerationConfig");
    options
        .temperature(first(body, nested, "temperature").decimal())
        .topP(first(body, nested, "top_p", "topP", "p").decimal())
        .maxTokens(
            first(
                    body,
                    nested,
                    "max_tokens",
                    "maxTokens",
                    "max_completion_tokens",
                    "max_tokens_to_sample",
                    "max_gen_len",
                    "max_new_tokens",
                    "maxTokenCount")
                .truncated())
        .stopSequences(first(body, nested, "stop_sequences", "stopSequences", "stop").texts());
    topK(options, body);
  }

  /** Those that only bodies of InvokeModel have. */
  static void more(RequestOptions options, Tree body) {
    options
        .frequencyPenalty(scale(body.any("frequency_penalty", "frequencyPenalty")))
        .presencePenalty(scale(body.any("presence_penalty", "presencePenalty")))
        .seed(body.any("seed", "random_seed").truncated())
        .choiceCount(body.any("n", "num_generations", "numResults").truncated());
    reasoning(options, body);
    String format = body.get("response_format").get("type").text();
    if (format != null) {
      options.outputType(format.startsWith("json") ? "json" : "text");
    }
  }

  static void topK(RequestOptions options, Tree body) {
    options.topK(first(body, body.get("inferenceConfig"), "top_k", "topK", "k").truncated());
  }

  /** A number of tokens, or a word. */
  static void reasoning(RequestOptions options, Tree body) {
    Tree config = body.any("thinking", "reasoning_config", "reasoningConfig");
    Long budget = config.any("budget_tokens", "budgetTokens").truncated();
    Tree effort = body.get("output_config").get("effort");
    if (!effort.exists()) {
      effort = config.any("maxReasoningEffort", "effort");
    }
    if (!effort.exists()) {
      effort = body.get("reasoning_effort");
    }
    options.reasoningLevel(
        effort.text() != null ? effort.text() : budget == null ? null : "" + budget);
  }

  /** Whom a map of the application's names, by either spelling. */
  static @Nullable String user(Tree metadata) {
    return metadata.any("user", "userId").text();
  }

  private static Tree first(Tree body, Tree nested, String... names) {
    Tree found = body.any(names);
    return found.exists() ? found : nested.any(names);
  }

  /** AI21's older models wrap it in a scale. */
  private static @Nullable Double scale(Tree penalty) {
    return (penalty.isMap() ? penalty.get("scale") : penalty).decimal();
  }
}
