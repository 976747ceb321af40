package dev.parley.server.dialect;

/**
 * How an emitter counts tokens, where its numbers alone leave that open.
 *
 * @param cacheApart whether input leaves out what the cache served or stored
 * @param reasoningApart whether output leaves out reasoning
 * @param ownTotal whether its total is merely its own sum of input and output, which proves nothing
 */
record Counting(boolean cacheApart, boolean reasoningApart, boolean ownTotal) {
  /** Cached tokens within input, reasoning within output, the total as the provider tells it. */
  static final Counting CONVENTIONS = new Counting(false, false, false);

  /** Anthropic's and Bedrock's raw numbers: cached tokens beside input. */
  static final Counting CACHE_APART = new Counting(true, false, false);

  /** Every token in exactly one count. */
  static final Counting DISJOINT = new Counting(true, true, false);
}
