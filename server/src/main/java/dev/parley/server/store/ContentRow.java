package dev.parley.server.store;

import org.jspecify.annotations.Nullable;

/**
 * Content that is stored once per project and day.
 *
 * @param address where; one of messages, blobs, resources
 * @param text the content
 * @param role of a message, or null when it has none or is none
 */
public record ContentRow(Address address, String text, @Nullable String role) {}
