/**
 * Recognises who emitted a span and maps it to the canonical {@link dev.parley.server.model.Span}.
 */
@NullMarked
package dev.parley.server.dialect;

import org.jspecify.annotations.NullMarked;
