package dev.parley.server.query;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.StoredSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trees that spans of one or more traces make. A parent that is not there, or a circle, makes a
 * root.
 */
final class SpanTree {
  /** A span and how many ancestors it has. */
  record Place(StoredSpan span, int depth) {}

  private final Map<SpanKey, StoredSpan> byKey = new HashMap<>();
  private final Map<SpanKey, List<StoredSpan>> children = new HashMap<>();

  /** By the call that they stand in for. */
  private final Map<SpanKey, StoredSpan> filling = new HashMap<>();

  private final List<Place> ordered = new ArrayList<>();

  SpanTree(List<StoredSpan> spans) {
    List<StoredSpan> byStart = new ArrayList<>(spans);
    byStart.sort(
        Comparator.comparingLong(StoredSpan::startNanos)
            .thenComparing(span -> span.key().traceId())
            .thenComparing(span -> span.key().spanId()));
    for (StoredSpan span : byStart) {
      byKey.put(span.key(), span);
      if (span.standing().fills()) {
        filling.put(SpanKey.of(span.key().traceId(), span.standing().duplicateOf()), span);
      }
    }
    List<StoredSpan> roots = new ArrayList<>();
    for (StoredSpan span : byStart) {
      StoredSpan parent = parent(span);
      if (parent == null || parent.key().equals(span.key())) {
        roots.add(span);
      } else {
        children.computeIfAbsent(parent.key(), key -> new ArrayList<>()).add(span);
      }
    }
    Set<SpanKey> visited = new HashSet<>();
    roots.forEach(root -> visit(root, visited));
    byStart.forEach(span -> visit(span, visited));
  }

  private void visit(StoredSpan root, Set<SpanKey> visited) {
    Deque<Place> open = new ArrayDeque<>();
    open.push(new Place(root, 0));
    while (!open.isEmpty()) {
      Place place = open.pop();
      if (visited.add(place.span().key())) {
        ordered.add(place);
        List<StoredSpan> below = children(place.span());
        for (int i = below.size() - 1; i >= 0; i--) {
          open.push(new Place(below.get(i), place.depth() + 1));
        }
      }
    }
  }

  /** The span whose messages stand in for those that a call lacks. */
  Optional<StoredSpan> filling(StoredSpan call) {
    return Optional.ofNullable(filling.get(call.key()));
  }

  /** Depth first, children by start. */
  List<Place> ordered() {
    return ordered;
  }

  List<StoredSpan> children(StoredSpan span) {
    return children.getOrDefault(span.key(), List.of());
  }

  /** Null for roots and where the parent is not there. */
  @Nullable StoredSpan parent(StoredSpan span) {
    return span.parentSpanId() == null
        ? null
        : byKey.get(new SpanKey(span.key().traceId(), span.parentSpanId()));
  }

  /** From the parent up to the root. */
  List<StoredSpan> ancestors(StoredSpan span) {
    List<StoredSpan> ancestors = new ArrayList<>();
    Set<SpanKey> seen = new HashSet<>();
    seen.add(span.key());
    for (StoredSpan up = parent(span); up != null && seen.add(up.key()); up = parent(up)) {
      ancestors.add(up);
    }
    return ancestors;
  }

  /** All spans below, nearest first. */
  List<StoredSpan> descendants(StoredSpan span) {
    List<StoredSpan> found = new ArrayList<>(children(span));
    Set<SpanKey> seen = new HashSet<>();
    seen.add(span.key());
    for (int i = 0; i < found.size(); i++) {
      if (seen.add(found.get(i).key())) {
        found.addAll(children(found.get(i)));
      }
    }
    return found;
  }
}
