package dev.parley.sdk.internal.response;

import org.jspecify.annotations.Nullable;

/**
 * A tool that a model wants to be called.
 *
 * @param index its position among the answer's, from 0
 * @param arguments JSON, or what the model wrote in its place
 */
public record RequestedTool(
    long index,
    @Nullable String id,
    @Nullable String type,
    @Nullable String name,
    @Nullable String arguments) {}
