/**
 * Spans for calls of Amazon Bedrock by the AWS SDK v2: {@code
 * software.amazon.awssdk:bedrockruntime} and {@code bedrockagentruntime}; one for each call,
 * however often the SDK retries it, and however its answer comes.
 *
 * <p>Starting point: {@link dev.parley.instrumentation.bedrock.BedrockInstrumentation}. The SDK's
 * pipeline runs {@link dev.parley.instrumentation.bedrock.CallInterceptor} for each call, which
 * reads requests, answers and the bytes of event streams as trees ({@link
 * dev.parley.instrumentation.bedrock.Tree}); what they mean is an {@link
 * dev.parley.instrumentation.bedrock.Api}'s matter.
 *
 * <p>The oldest version that it works with is 2.25.64, the first that has Converse.
 */
@NullMarked
package dev.parley.instrumentation.bedrock;

import org.jspecify.annotations.NullMarked;
