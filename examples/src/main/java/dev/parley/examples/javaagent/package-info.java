/**
 * A plain application under OpenTelemetry's javaagent with Parley's extension: {@link
 * dev.parley.examples.javaagent.HelpDesk}. It sets up no telemetry.
 */
@NullMarked
package dev.parley.examples.javaagent;

import org.jspecify.annotations.NullMarked;
