package dev.parley.server.trace;

import dev.parley.server.model.Kind;
import dev.parley.server.model.UsageRole;
import org.jspecify.annotations.Nullable;

/** What is known of a span's usage apart from its trace. */
public enum Mark {
  /** Its emitter says that a call inside of it is the one that counts. */
  WRAPPER,
  /** Its emitter says that its usage sums up other calls, though it asks a model by its kind. */
  AGGREGATE,
  /** Its emitter says that it is no call, though it asks a model by its kind. */
  UNCOUNTED,
  /** Another signal, or a span of another trace, counts the same call. */
  SUPERSEDED;

  /**
   * The mark that an emitter's own word makes.
   *
   * @param role the role that the span has by itself
   * @return null where it says nothing beyond the kind
   */
  public static @Nullable Mark of(Kind kind, UsageRole role) {
    return switch (role) {
      case DUPLICATE -> WRAPPER;
      case AGGREGATE -> kind.asksModel() ? AGGREGATE : null;
      case NONE -> kind.asksModel() ? UNCOUNTED : null;
      case OWN -> null;
    };
  }
}
