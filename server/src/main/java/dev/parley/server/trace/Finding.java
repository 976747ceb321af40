package dev.parley.server.trace;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds one kind of id for every span of a trace: its own; else that of the nearest span around it;
 * else the one that the smallest part of the trace around it agrees on. Where that part names
 * several, none is guessed.
 *
 * @param <T> the id
 */
final class Finding<T> {
  private final @Nullable Object[] own;

  /** Of the nearest span around each that names one. */
  private final @Nullable Object[] above;

  /** What each span and those inside of it name: null for nothing. */
  private final @Nullable Object[] inside;

  /** The same of the smallest part of the trace around each span that names anything. */
  private final @Nullable Object[] around;

  private static final Object SEVERAL = new Object();

  Finding(TraceTree tree, Function<SpanFacts, @Nullable T> named) {
    int size = tree.size();
    own = new Object[size];
    above = new Object[size];
    inside = new Object[size];
    around = new Object[size];
    Object whole = null;
    for (int at = size - 1; at >= 0; at--) {
      int i = tree.downwards[at];
      own[i] = named.apply(tree.spans.get(i));
      inside[i] = both(inside[i], own[i]);
      int parent = tree.parent[i];
      if (parent >= 0) {
        inside[parent] = both(inside[parent], inside[i]);
      } else {
        whole = both(whole, inside[i]);
      }
    }
    for (int i : tree.downwards) {
      int parent = tree.parent[i];
      above[i] = parent < 0 ? null : own[parent] != null ? own[parent] : above[parent];
      around[i] = inside[i] != null ? inside[i] : parent < 0 ? whole : around[parent];
    }
  }

  private static @Nullable Object both(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.equals(b) ? a : SEVERAL;
  }

  @SuppressWarnings("unchecked") // Nothing but a T and the mark is ever put in.
  @Nullable T value(int i) {
    if (own[i] != null) {
      return (T) own[i];
    }
    Object found = above[i] != null ? above[i] : around[i];
    return found == SEVERAL ? null : (T) found;
  }

  @Nullable Source source(int i) {
    if (value(i) == null) {
      return null;
    }
    if (own[i] != null) {
      return Source.OWN;
    }
    if (above[i] != null) {
      return Source.ANCESTOR;
    }
    return inside[i] != null ? Source.DESCENDANT : Source.TRACE;
  }
}
