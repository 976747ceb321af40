/**
 * A shop's chat by LangChain4j, over HTTP: an AI service with memory, two tools, and a handbook
 * that is looked into.
 *
 * <p>Starting point: {@link dev.parley.examples.langchain4j.Shop}.
 */
@NullMarked
package dev.parley.examples.langchain4j;

import org.jspecify.annotations.NullMarked;
