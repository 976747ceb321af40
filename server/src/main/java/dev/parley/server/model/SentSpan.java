package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * A stored span as it was sent, with nothing of what was understood of it.
 *
 * @param key identity
 * @param parentSpanId 16 lower-case hexadecimal digits, or null for a root
 * @param startNanos nanoseconds since the epoch
 * @param durationNanos nanoseconds
 * @param statusMessage what came with the status, or null
 * @param resource the resource's attributes, a JSON object
 * @param raw its attributes, events and links
 */
public record SentSpan(
    SpanKey key,
    @Nullable String parentSpanId,
    String name,
    OtelKind otelKind,
    long startNanos,
    long durationNanos,
    Status status,
    @Nullable String statusMessage,
    String scopeName,
    String scopeVersion,
    String resource,
    Raw raw) {}
