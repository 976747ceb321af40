package dev.parley.instrumentation.internal;

import org.jspecify.annotations.Nullable;

/**
 * A tool that a model may call.
 *
 * @param type {@code function}, or the provider's word for another kind
 * @param name null if it has none
 * @param description null if it has none
 * @param parameters the schema of its arguments, as a tree; null without one
 */
public record ToolDefinition(
    String type,
    @Nullable String name,
    @Nullable String description,
    @Nullable Object parameters) {}
