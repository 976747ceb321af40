/**
 * The canonical records that every package of the server speaks: what a span is once its dialect is
 * understood. Records with no logic beyond their invariants, and what every package means alike by
 * a hash, a point in time, a timer and a well-formed text. Start with {@link
 * dev.parley.server.model.Span}.
 */
@NullMarked
package dev.parley.server.model;

import org.jspecify.annotations.NullMarked;
