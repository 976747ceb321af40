package dev.parley.spring.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What of a call is recorded, and where.
 *
 * @param registry null where nothing is: there is none, or OpenTelemetry's metrics have it
 * @param tokens whether tokens are; not where their name is taken
 */
record RecordedMeters(@Nullable MeterRegistry registry, boolean tokens) {}
