/**
 * Spans for calls of {@code com.openai:openai-java}: one for each call, however often the client
 * retries it, and however its answer comes.
 *
 * <p>Starting point: {@link dev.parley.instrumentation.openai.OpenAiInstrumentation}. The clients'
 * services are interfaces, so a proxy stands before each one on the way to an observed {@link
 * dev.parley.instrumentation.internal.service.Api}; everything else passes through unchanged.
 *
 * <p>The oldest version that it is run with is 4.0.0.
 */
@NullMarked
package dev.parley.instrumentation.openai;

import org.jspecify.annotations.NullMarked;
