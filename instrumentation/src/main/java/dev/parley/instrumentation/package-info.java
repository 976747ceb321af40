/**
 * Instrumentation of LLM client libraries, one package per library. Every library is an optional
 * dependency: a package needs only its own.
 *
 * <p>Starting point: {@link dev.parley.instrumentation.openai.OpenAiInstrumentation}.
 */
@NullMarked
package dev.parley.instrumentation;

import org.jspecify.annotations.NullMarked;
