package dev.parley.instrumentation.internal.service;

import java.util.concurrent.CompletableFuture;

/**
 * How a service's method calls an API.
 *
 * @param api which
 * @param parameters whether its first argument is what the API is asked for
 * @param future whether the result comes as a {@link CompletableFuture}
 * @param asyncStream whether it comes as a stream that is handed over
 * @param stream whether the answer comes piece by piece
 */
public record ApiMethod(
    Api api, boolean parameters, boolean future, boolean asyncStream, boolean stream) {}
