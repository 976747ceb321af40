/**
 * Spans for calls of {@code com.openai:openai-java}: one for each call, however often the client
 * retries it, and however its answer comes.
 *
 * <p>Starting point: {@link dev.parley.instrumentation.openai.OpenAiInstrumentation}. The clients'
 * services are interfaces, so a proxy stands before each one on the way to an observed {@link
 * dev.parley.instrumentation.openai.Api}; everything else passes through unchanged.
 */
@NullMarked
package dev.parley.instrumentation.openai;

import org.jspecify.annotations.NullMarked;
