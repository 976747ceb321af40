/**
 * The metrics of calls to models in the application's Micrometer registry, for those whose
 * OpenTelemetry has no metrics. It measures nothing: the SDK does, and tells it.
 */
@NullMarked
package dev.parley.spring.metrics;

import org.jspecify.annotations.NullMarked;
