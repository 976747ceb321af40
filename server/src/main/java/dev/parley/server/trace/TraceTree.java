package dev.parley.server.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace's spans as arrays. A span whose parent is not there is a root, and so is the earliest of
 * spans that are each other's parents.
 */
final class TraceTree {
  private static final Comparator<SpanFacts> ORDER =
      Comparator.comparingLong(SpanFacts::startNanos).thenComparingLong(SpanFacts::id);

  /** By start, then id, so that the order of arrival decides nothing. */
  final List<SpanFacts> spans;

  /** Index of each span's parent, -1 for roots. */
  final int[] parent;

  /** Indices, each after its parent's. */
  final int[] downwards;

  TraceTree(Collection<SpanFacts> facts) {
    List<SpanFacts> sorted = new ArrayList<>(facts);
    sorted.sort(ORDER);
    spans = sorted;
    int size = sorted.size();
    parent = new int[size];
    downwards = new int[size];
    Map<Long, Integer> byId = new HashMap<>(2 * size);
    for (int i = 0; i < size; i++) {
      byId.put(sorted.get(i).id(), i);
    }
    // Children as linked lists, from the last to the first, so that each list is in order.
    int[] first = new int[size];
    int[] next = new int[size];
    Arrays.fill(first, -1);
    for (int i = size - 1; i >= 0; i--) {
      parent[i] = byId.getOrDefault(sorted.get(i).parent(), -1);
      if (parent[i] >= 0) {
        next[i] = first[parent[i]];
        first[parent[i]] = i;
      }
    }
    boolean[] placed = new boolean[size];
    int end = 0;
    for (int i = 0; i < size; i++) {
      if (parent[i] < 0) {
        end = place(i, end, first, next, placed);
      }
    }
    for (int i = 0; i < size; i++) {
      if (!placed[i]) {
        parent[i] = -1;
        end = place(i, end, first, next, placed);
      }
    }
  }

  private int place(int root, int from, int[] first, int[] next, boolean[] placed) {
    int end = from;
    downwards[end++] = root;
    placed[root] = true;
    for (int at = from; at < end; at++) {
      for (int child = first[downwards[at]]; child >= 0; child = next[child]) {
        if (!placed[child]) {
          placed[child] = true;
          downwards[end++] = child;
        }
      }
    }
    return end;
  }

  int size() {
    return spans.size();
  }
}
