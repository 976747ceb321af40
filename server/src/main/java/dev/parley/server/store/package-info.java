/**
 * The interfaces behind which data is kept and found again. No SQL leaves the packages below. Start
 * with {@link dev.parley.server.store.SpanStore} for writing and {@link
 * dev.parley.server.store.MessageStore} for content by reference; {@link
 * dev.parley.server.store.PackedJson} says how content leaves a span.
 */
@NullMarked
package dev.parley.server.store;

import org.jspecify.annotations.NullMarked;
