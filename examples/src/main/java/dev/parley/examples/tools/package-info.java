/**
 * Tools that agents call, who approved them, and what users say of the outcome.
 *
 * <p>Starting points: {@link dev.parley.examples.tools.ToolCalls}, {@link
 * dev.parley.examples.tools.Feedbacks}.
 */
@NullMarked
package dev.parley.examples.tools;

import org.jspecify.annotations.NullMarked;
