/**
 * Methods that are observed without a line in their bodies.
 *
 * <p>Starting points: {@link dev.parley.examples.observe.ObservedMethods}, {@link
 * dev.parley.examples.observe.Assistant}.
 */
@NullMarked
package dev.parley.examples.observe;

import org.jspecify.annotations.NullMarked;
