package dev.parley.server.store;

/**
 * How much of a trace is stored.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spans how many spans
 * @param firstNanos start of the first one, nanoseconds since the epoch
 * @param lastNanos start of the last one
 */
public record TraceExtent(String traceId, long spans, long firstNanos, long lastNanos) {}
