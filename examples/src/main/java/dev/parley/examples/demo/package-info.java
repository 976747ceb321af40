/**
 * The demo: customers who write to the support desk, a day of them at once and then live.
 *
 * <p>Starting points: {@link dev.parley.examples.demo.Demo}, {@link
 * dev.parley.examples.demo.TimeShift}.
 */
@NullMarked
package dev.parley.examples.demo;

import org.jspecify.annotations.NullMarked;
