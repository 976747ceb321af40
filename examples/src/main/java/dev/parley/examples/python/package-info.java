/**
 * The Java line for each snippet of the Python libraries last9-genai and llm-tracekit, as the page
 * {@code docs/from-python.md} shows them.
 *
 * <p>Starting point: {@link dev.parley.examples.python.Last9GenAi}.
 */
@NullMarked
package dev.parley.examples.python;

import org.jspecify.annotations.NullMarked;
