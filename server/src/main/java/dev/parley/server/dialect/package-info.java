/**
 * Recognises who emitted a span and maps it to the canonical {@link dev.parley.server.model.Span}.
 * Start with {@link dev.parley.server.dialect.Translator}; a new dialect is one more {@code
 * Vocabulary} in {@code Vocabularies}.
 */
@NullMarked
package dev.parley.server.dialect;

import org.jspecify.annotations.NullMarked;
