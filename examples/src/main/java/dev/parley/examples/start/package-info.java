/**
 * The first steps: a call of any client, of OpenAI's, and by plain HTTP.
 *
 * <p>Starting point: {@link dev.parley.examples.start.BasicUsage}.
 */
@NullMarked
package dev.parley.examples.start;

import org.jspecify.annotations.NullMarked;
