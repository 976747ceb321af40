/**
 * What an instrumentation of a client library is built with.
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.sdk.instrumentation.LlmCall} (span, turn, usage and metrics of one call),
 * {@link dev.parley.sdk.instrumentation.GenAiAttributes} (the keys), {@link
 * dev.parley.sdk.instrumentation.Json} (message content), {@link
 * dev.parley.sdk.instrumentation.CallRecorder} (where metrics of calls go beside OpenTelemetry).
 */
@NullMarked
package dev.parley.sdk.instrumentation;

import org.jspecify.annotations.NullMarked;
