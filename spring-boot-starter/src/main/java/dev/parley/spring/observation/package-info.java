/**
 * Conversations on the spans that Micrometer makes of observations. Its tracing carries spans from
 * place to place by itself and drops the rest of OpenTelemetry's context on the way; here that is
 * carried along with each observation.
 */
@NullMarked
package dev.parley.spring.observation;

import org.jspecify.annotations.NullMarked;
