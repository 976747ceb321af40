/**
 * What calls cost, and what they may cost.
 *
 * <p>Starting points: {@link dev.parley.examples.cost.Costs}, {@link
 * dev.parley.examples.cost.Budgets}.
 */
@NullMarked
package dev.parley.examples.cost;

import org.jspecify.annotations.NullMarked;
