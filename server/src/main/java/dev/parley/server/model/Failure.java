package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * Why a span failed.
 *
 * @param type low-cardinality class of the error ({@code error.type}, else the exception's type,
 *     else {@code _OTHER})
 * @param message the emitter's text, or null
 */
public record Failure(String type, @Nullable String message) {}
