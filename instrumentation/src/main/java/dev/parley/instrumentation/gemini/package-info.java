/**
 * Observes the clients of {@code com.google.genai:google-genai}, of the Gemini Developer API and of
 * Vertex AI.
 *
 * <p>The library's classes are final and its services public fields, so nothing can stand in their
 * place; but all of them send through one OkHttp client, which takes interceptors. Calls are
 * observed there: a request is known by its path, read from its body, and its answer as the library
 * reads it.
 *
 * <p>Works with 1.8.0 and later; the versions before have another HTTP client.
 *
 * <p>Starting points: {@link dev.parley.instrumentation.gemini.GeminiInstrumentation}, and behind
 * it {@link dev.parley.instrumentation.gemini.ModelCalls}.
 */
@NullMarked
package dev.parley.instrumentation.gemini;

import org.jspecify.annotations.NullMarked;
