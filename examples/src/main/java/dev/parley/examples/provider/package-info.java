/**
 * A provider of models on loopback that speaks the protocols of OpenAI, Anthropic, Gemini and
 * Bedrock, so that examples, demo and tests run without a key, without a network, and the same
 * every time.
 *
 * <p>Starting point: {@link dev.parley.examples.provider.LoopbackProvider}.
 */
@NullMarked
package dev.parley.examples.provider;

import org.jspecify.annotations.NullMarked;
