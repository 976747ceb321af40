/**
 * Reads the answers of models by their shape, whichever library they come from: OpenAI's and
 * Anthropic's, as maps, JSON trees or objects with accessors, whole or in chunks.
 *
 * <p>Starting points: {@link dev.parley.sdk.internal.response.LlmResponse}, {@link
 * dev.parley.sdk.internal.response.StreamedResponse}, {@link
 * dev.parley.sdk.internal.response.RequestParameters}. Nothing here throws on account of a value.
 */
@NullMarked
package dev.parley.sdk.internal.response;

import org.jspecify.annotations.NullMarked;
