package dev.parley.server.query;

import dev.parley.pricing.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one or more calls.
 *
 * @param total input and output; a reported total where one of them is unknown
 * @param input all input, cache included
 * @param output all output, reasoning included
 */
public record Tokens(long total, long input, long output) {
  static final Tokens NONE = new Tokens(0, 0, 0);

  /** Null when nothing is known. */
  static @Nullable Tokens of(@Nullable Usage usage) {
    return usage == null || usage.total() == null
        ? null
        : new Tokens(count(usage.total()), count(usage.inputTotal()), count(usage.outputTotal()));
  }

  Tokens plus(long moreTotal, Usage usage) {
    return new Tokens(
        total + moreTotal, input + count(usage.inputTotal()), output + count(usage.outputTotal()));
  }

  static long count(@Nullable Long tokens) {
    return tokens == null ? 0 : tokens;
  }
}
