/**
 * Parley as an extension of OpenTelemetry's javaagent: context, turns and cost on every span that
 * the agent makes, clients of models observed as they are built, {@code @Observe} without a proxy,
 * and the application's own calls of the SDK joined to all that.
 *
 * <h2>Whose class is whose</h2>
 *
 * <pre>
 * bootstrap      OpenTelemetry's API as the agent has it, under another name
 *   agent        OpenTelemetry's SDK and exporters
 *     extension  this jar: pricing, sdk, the classes of this package
 * application    the libraries of models, and the application's own copy of Parley's SDK, if any
 *   advice       of the agent's making, one for each loader of the application: the classes named Advice
 *                and ObservedCalls here see the application's classes, its copy of the SDK too
 *   {@link dev.parley.agent.ClientLoader}
 *                instrumentation/, once for each loader of the application: it sees the application's
 *                libraries and this jar's SDK
 * </pre>
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.agent.AgentConfiguration} (what the agent finds first), {@link
 * dev.parley.agent.HostedContext} (how the application's copy of the SDK and this one share their
 * context), {@link dev.parley.agent.Clients}.
 */
@NullMarked
package dev.parley.agent;

import org.jspecify.annotations.NullMarked;
