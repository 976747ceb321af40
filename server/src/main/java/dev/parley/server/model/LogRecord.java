package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * An OTLP log record, kept as sent, and what is understood of it.
 *
 * @param origin service, environment, resource and scope
 * @param traceId 32 lower-case hexadecimal digits, or null
 * @param spanId 16 lower-case hexadecimal digits, or null
 * @param timeNanos when it happened (the observed time where the emitter gave none), nanoseconds
 *     since the epoch
 * @param observedNanos when it was observed, nanoseconds since the epoch, 0 when not given
 * @param severity OTLP severity number, 0 when not given
 * @param eventName the event's name ({@code event_name}, else attribute {@code event.name}), or
 *     null
 * @param body a JSON value
 * @param attributes a JSON object
 * @param told what it says of the content of its span, or null
 */
public record LogRecord(
    Origin origin,
    @Nullable String traceId,
    @Nullable String spanId,
    long timeNanos,
    long observedNanos,
    int severity,
    @Nullable String eventName,
    String body,
    String attributes,
    @Nullable Told told) {}
