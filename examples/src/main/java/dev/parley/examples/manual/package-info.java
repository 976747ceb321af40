/**
 * Spans that are written by hand, and the prompts that they used.
 *
 * <p>Starting point: {@link dev.parley.examples.manual.ManualSpans}.
 */
@NullMarked
package dev.parley.examples.manual;

import org.jspecify.annotations.NullMarked;
