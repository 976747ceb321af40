package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import java.util.List;

/**
 * Whose an instrumentation scope is. A process has few scopes and many spans, so what was found is
 * kept: one scope in each slot, which another of the same slot replaces. Thread-safe.
 */
final class Owners {
  private static final int SLOTS = 256;

  private final List<Vocabulary> vocabularies;
  private final Owner[] owners = new Owner[SLOTS];

  private record Owner(String scope, Dialect dialect) {}

  /**
   * @param vocabularies asked in this order
   */
  Owners(List<Vocabulary> vocabularies) {
    this.vocabularies = vocabularies;
  }

  /** The dialect that owns the scope; {@link Dialect#NONE} when none does. */
  Dialect of(String scope) {
    int slot = scope.hashCode() & (SLOTS - 1);
    Owner known = owners[slot];
    if (known == null || !known.scope().equals(scope)) {
      known = new Owner(scope, find(scope));
      // Records are safe to publish by a race; a lost one is found again.
      owners[slot] = known;
    }
    return known.dialect();
  }

  private Dialect find(String scope) {
    for (Vocabulary vocabulary : vocabularies) {
      if (vocabulary.owns(scope)) {
        return vocabulary.dialect();
      }
    }
    return Dialect.NONE;
  }
}
