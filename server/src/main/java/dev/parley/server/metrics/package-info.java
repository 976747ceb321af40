/**
 * The series of {@code /metrics}, derived from the calls that are stored. Start at {@link
 * dev.parley.server.metrics.CallMetrics}, which advances them, and {@link
 * dev.parley.server.metrics.MetricsService}, which shows them.
 */
@NullMarked
package dev.parley.server.metrics;

import org.jspecify.annotations.NullMarked;
