package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One dialect: how to recognise it and which key means what. A new dialect is one more of these in
 * {@link Vocabularies}; nothing else changes.
 */
interface Vocabulary {
  Dialect dialect();

  /** Whether this dialect's own emitter made the span. */
  boolean recognises(String scope, Attributes attributes);

  /** Keys by field, the preferred first. */
  Map<Field, List<String>> keys();

  /**
   * The kind that a marker of this dialect's own names; null without one or when it is not exact.
   */
  default @Nullable Kind kind(Attributes attributes) {
    return null;
  }

  /** A kind that holds only when nothing else names a more exact one. */
  default @Nullable Kind vagueKind(Attributes attributes) {
    return null;
  }
}
