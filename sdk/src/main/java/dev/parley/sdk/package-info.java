/**
 * The OpenTelemetry extension for LLM applications: conversations, turns, workflows, agents and
 * cost on every span.
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.sdk.Parley#builder()} (set-up), {@link dev.parley.sdk.ParleySpanProcessor} (for
 * a tracer provider of your own), {@link dev.parley.sdk.Destination} (where it goes); {@link
 * dev.parley.sdk.Conversation}, {@link dev.parley.sdk.Workflow} and {@link dev.parley.sdk.Agent}
 * (whose spans these are); {@link dev.parley.sdk.Step} and {@link dev.parley.sdk.Observe} (a span
 * around a piece of work), {@link dev.parley.sdk.Tool}, {@link dev.parley.sdk.GenAiSpan} (a span
 * written by hand), {@link dev.parley.sdk.Feedback}, {@link dev.parley.sdk.Budget}.
 *
 * <p>Nothing here throws into the application: a fault of the telemetry is logged and the work goes
 * on.
 */
@NullMarked
package dev.parley.sdk;

import org.jspecify.annotations.NullMarked;
