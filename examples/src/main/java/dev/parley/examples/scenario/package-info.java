/**
 * What customers of the demo's shop write, and what the support desk finds out and answers: the
 * script that the loopback provider and the simulated customers share.
 *
 * <p>Starting points: {@link dev.parley.examples.scenario.Scenarios}, {@link
 * dev.parley.examples.scenario.Scenario}.
 */
@NullMarked
package dev.parley.examples.scenario;

import org.jspecify.annotations.NullMarked;
