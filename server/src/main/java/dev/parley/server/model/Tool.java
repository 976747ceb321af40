package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * The tool that a span ran.
 *
 * @param name the tool's name
 * @param callId the id that joins this run to the model's tool call, or null
 * @param arguments JSON or text of the arguments, or null when not captured
 * @param result JSON or text of the result, or null when not captured
 */
public record Tool(
    String name, @Nullable String callId, @Nullable String arguments, @Nullable String result) {}
