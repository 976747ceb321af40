package dev.parley.pricing;

import org.jspecify.annotations.Nullable;

/**
 * The disjoint kinds of tokens that providers charge apart. A token is in exactly one bucket, so
 * the buckets of a call add up to its total.
 *
 * <p>A price that has no rate for a bucket falls back to another bucket's rate: see {@link
 * Price#rate}.
 */
public enum TokenBucket {
  /** Input that no cache served or stored. */
  INPUT(true, null),
  /** Input read from the provider's prompt cache. */
  CACHE_READ(true, INPUT),
  /** Input written to the cache where the provider does not say for how long. */
  CACHE_WRITE(true, INPUT),
  /** Input written to the cache for five minutes. */
  CACHE_WRITE_5M(true, CACHE_WRITE),
  /** Input written to the cache for one hour. */
  CACHE_WRITE_1H(true, CACHE_WRITE),
  /** Audio input. */
  AUDIO_INPUT(true, INPUT),
  /** Output that is neither reasoning nor audio. */
  OUTPUT(false, null),
  /** Output that the model spent on reasoning, shown or not. */
  REASONING(false, OUTPUT),
  /** Audio output. */
  AUDIO_OUTPUT(false, OUTPUT);

  private final boolean input;
  private final @Nullable TokenBucket fallback;

  TokenBucket(boolean input, @Nullable TokenBucket fallback) {
    this.input = input;
    this.fallback = fallback;
  }

  /** Whether the bucket is part of the input; else it is part of the output. */
  public boolean isInput() {
    return input;
  }

  /**
   * The bucket whose rate applies where a price names none for this one; null at the chain's end.
   */
  @Nullable TokenBucket fallback() {
    return fallback;
  }
}
