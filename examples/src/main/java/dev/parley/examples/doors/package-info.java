/**
 * Parley in an OpenTelemetry that is yours: on a tracer provider that you build, by autoconfigure,
 * over one that is finished; and the messages that come as log events.
 *
 * <p>Starting point: {@link dev.parley.examples.doors.OwnTracerProvider}.
 */
@NullMarked
package dev.parley.examples.doors;

import org.jspecify.annotations.NullMarked;
