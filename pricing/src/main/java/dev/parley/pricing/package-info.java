/**
 * Token usage, dated prices and exact costs of calls to language models; no dependency.
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.pricing.Usage} (what a call used), {@link dev.parley.pricing.PriceBook} (what
 * it costs, by model and time), {@link dev.parley.pricing.Cost} (the exact amount).
 *
 * <p>Unknown is {@code null} here, never 0: a token count that nobody reported, a model that the
 * book does not know, the cost of either.
 */
@NullMarked
package dev.parley.pricing;

import org.jspecify.annotations.NullMarked;
