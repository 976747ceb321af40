package dev.parley.server.reported;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a metric of this name tells.
 *
 * <p>Several metrics of one emitter may tell the same thing, as when it sends an old name and a new
 * one: of these the one with the lowest rank counts, and no other.
 *
 * @param measure what it measures
 * @param rank 0 for the best teller of its measure
 * @param extraTo ranks of the metrics that it only adds to, when it is none to choose by itself
 * @param tokens what it counts when the name says so; null when an attribute does
 */
record Meaning(Measure measure, int rank, Set<Integer> extraTo, @Nullable Set<TokenKind> tokens) {
  private static final Map<String, Meaning> NAMES =
      Map.ofEntries(
          Map.entry("gen_ai.client.inference.usage.input_tokens", counter(TokenKind.INPUT)),
          Map.entry("gen_ai.client.inference.usage.output_tokens", counter(TokenKind.OUTPUT)),
          Map.entry(
              "gen_ai.client.inference.usage.cache_read.input_tokens",
              counter(TokenKind.CACHE_READ)),
          Map.entry(
              "gen_ai.client.inference.usage.cache_write.input_tokens",
              counter(TokenKind.CACHE_WRITE)),
          Map.entry(
              "gen_ai.client.inference.usage.reasoning.output_tokens",
              counter(TokenKind.REASONING)),
          Map.entry(
              "gen_ai.client.embeddings.operation.input_tokens",
              new Meaning(Measure.TOKENS, 0, Set.of(0, 2), Set.of(TokenKind.INPUT))),
          Map.entry("gen_ai.client.token.usage", new Meaning(Measure.TOKENS, 1, Set.of(), null)),
          Map.entry(
              "gen_ai.client.inference.operation.input_tokens",
              new Meaning(Measure.TOKENS, 2, Set.of(), Set.of(TokenKind.INPUT))),
          Map.entry(
              "gen_ai.client.inference.operation.output_tokens",
              new Meaning(Measure.TOKENS, 2, Set.of(), Set.of(TokenKind.OUTPUT))),
          Map.entry("claude_code.token.usage", new Meaning(Measure.TOKENS, 3, Set.of(), null)),
          Map.entry("gemini_cli.token.usage", new Meaning(Measure.TOKENS, 3, Set.of(), null)),
          Map.entry("gen_ai.client.inference.duration", of(Measure.DURATION, 0)),
          Map.entry(
              "gen_ai.client.embeddings.duration",
              new Meaning(Measure.DURATION, 0, Set.of(0), null)),
          Map.entry("gen_ai.client.operation.duration", of(Measure.DURATION, 1)),
          Map.entry("gen_ai.client.operation", of(Measure.DURATION, 2)),
          Map.entry("gen_ai.client.inference.time_to_first_chunk", of(Measure.FIRST_TOKEN, 0)),
          Map.entry("gen_ai.client.operation.time_to_first_chunk", of(Measure.FIRST_TOKEN, 1)),
          Map.entry("gen_ai.server.time_to_first_token", of(Measure.FIRST_TOKEN, 2)),
          Map.entry(
              "llm.chat_completions.streaming_time_to_first_token", of(Measure.FIRST_TOKEN, 3)),
          Map.entry(
              "llm.openai.chat_completions.streaming_time_to_first_token",
              of(Measure.FIRST_TOKEN, 3)),
          Map.entry(
              "llm.anthropic.completion.streaming_time_to_first_token", of(Measure.FIRST_TOKEN, 3)),
          Map.entry("claude_code.cost.usage", of(Measure.COST, 0)),
          Map.entry("gen_ai.usage.cost", of(Measure.COST, 1)),
          Map.entry("operation.cost", of(Measure.COST, 2)),
          Map.entry("gen_ai.client.estimated_cost", of(Measure.COST, 3)));

  /** All names that mean something here. */
  static Set<String> names() {
    return NAMES.keySet();
  }

  /** Null for a metric that tells nothing of model calls. */
  static @Nullable Meaning of(String name) {
    return NAMES.get(name);
  }

  /** Counts cached tokens beside input and thoughts beside output. */
  static boolean countsApart(String name) {
    return name.equals("claude_code.token.usage") || name.equals("gemini_cli.token.usage");
  }

  private static Meaning counter(TokenKind kind) {
    return new Meaning(Measure.TOKENS, 0, Set.of(), Set.of(kind));
  }

  private static Meaning of(Measure measure, int rank) {
    return new Meaning(measure, rank, Set.of(), null);
  }
}
