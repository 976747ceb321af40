/**
 * The client libraries that Parley observes, one example each: two turns of a conversation, the
 * first with a call of a tool and its result, the second streamed.
 *
 * <p>Starting points: {@link dev.parley.examples.clients.AnthropicCalls}, and its siblings for
 * Bedrock, Gemini and OpenAI's other APIs.
 */
@NullMarked
package dev.parley.examples.clients;

import org.jspecify.annotations.NullMarked;
