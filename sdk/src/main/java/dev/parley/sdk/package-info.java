/**
 * The OpenTelemetry extension for LLM applications: conversations, turns, workflows, agents and
 * cost on every span.
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.sdk.Parley#builder()} (set-up), {@link dev.parley.sdk.Conversation} (whose
 * spans these are), {@link dev.parley.sdk.Step} (a span around a piece of work), {@link
 * dev.parley.sdk.Tool} (a tool's call, and who approved it), {@link dev.parley.sdk.GenAiSpan} (a
 * span of your own, by hand), {@link dev.parley.sdk.Feedback} (what users say), {@link
 * dev.parley.sdk.ParleySpanProcessor} (for a tracer provider of your own).
 *
 * <p>Nothing here throws into the application: a fault of the telemetry is logged and the work goes
 * on.
 */
@NullMarked
package dev.parley.sdk;

import org.jspecify.annotations.NullMarked;
