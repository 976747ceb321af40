package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * Where a span came from.
 *
 * @param service {@code service.name}, {@code unknown_service} when absent
 * @param environment {@code deployment.environment.name} or its older spelling, or null
 * @param resource the resource's attributes as a JSON object of OTLP values
 * @param scopeName name of the instrumentation scope, may be empty
 * @param scopeVersion version of the instrumentation scope, may be empty
 */
public record Origin(
    String service,
    @Nullable String environment,
    String resource,
    String scopeName,
    String scopeVersion) {}
