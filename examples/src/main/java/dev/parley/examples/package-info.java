/**
 * Runnable examples: one for each promise.
 *
 * <p>Starting points: {@link dev.parley.examples.Examples} (the list of all, which {@code ./parley
 * example} runs), {@link dev.parley.examples.quickstart.QuickStart} (ten lines of Java), {@link
 * dev.parley.examples.demo.Demo} (a whole application and its customers).
 */
@NullMarked
package dev.parley.examples;

import org.jspecify.annotations.NullMarked;
