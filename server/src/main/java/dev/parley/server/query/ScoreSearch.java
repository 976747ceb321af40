package dev.parley.server.query;

import dev.parley.server.store.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Which scores are asked for.
 *
 * @param range of the time when they were given; its environment is not looked at
 * @param conversationId only those of the conversation and of what is in its traces, or null
 * @param traceId only those of the trace, its spans and their answers, or null
 * @param spanId only those of the span and its answer, or null; with its trace
 */
public record ScoreSearch(
    Scope range,
    @Nullable String name,
    @Nullable String conversationId,
    @Nullable String traceId,
    @Nullable String spanId,
    int limit,
    int offset) {}
