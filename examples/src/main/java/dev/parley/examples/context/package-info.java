/**
 * What goes onto every span: workflows, agents, attributes; and how it follows the work to other
 * threads.
 *
 * <p>Starting point: {@link dev.parley.examples.context.ContextTracking}.
 */
@NullMarked
package dev.parley.examples.context;

import org.jspecify.annotations.NullMarked;
