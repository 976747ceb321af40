/**
 * The canonical records that every package of the server speaks: what a span is once its dialect is
 * understood. Records only, with no logic beyond their invariants. Start with {@link
 * dev.parley.server.model.Span}.
 */
@NullMarked
package dev.parley.server.model;

import org.jspecify.annotations.NullMarked;
