package dev.parley.server.query;

import dev.parley.server.store.StoredSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one turn.
 *
 * <p>A turn is the number that the caller set, across traces; else one per trace and automatic
 * number. Spans without a number make a turn of their trace only where no GenAI span of the trace
 * has one. Only a turn with a GenAI span is one. Spans of the same traces that name no conversation
 * belong to the turn that they run in.
 */
final class TurnSpans {
  private record Key(@Nullable String traceId, @Nullable Integer number) {}

  private final Key key;

  /** Spans that name the conversation and carry the turn: they decide its start and duration. */
  private final List<StoredSpan> own = new ArrayList<>();

  private final List<StoredSpan> all = new ArrayList<>();

  private TurnSpans(Key key) {
    this.key = key;
  }

  /** Turns by start. */
  static List<TurnSpans> of(String conversationId, List<StoredSpan> spans, SpanTree tree) {
    List<StoredSpan> members =
        spans.stream()
            .filter(span -> conversationId.equals(span.identity().conversationId()))
            .filter(StoredSpan::isInConversation)
            .toList();
    Set<String> numbered = new HashSet<>();
    for (StoredSpan span : members) {
      if (span.identity().turn() != null && span.kind().isGenAi()) {
        numbered.add(span.key().traceId());
      }
    }
    Map<Key, TurnSpans> turns = new LinkedHashMap<>();
    Map<StoredSpan, TurnSpans> placed = new HashMap<>();
    for (StoredSpan span : members) {
      if (span.identity().turn() != null || !numbered.contains(span.key().traceId())) {
        TurnSpans turn = turns.computeIfAbsent(key(span), TurnSpans::new);
        turn.own.add(span);
        turn.all.add(span);
      }
    }
    turns.values().removeIf(turn -> turn.own.stream().noneMatch(span -> span.kind().isGenAi()));
    turns.values().forEach(turn -> turn.own.forEach(span -> placed.put(span, turn)));
    List<TurnSpans> byStart = new ArrayList<>(turns.values());
    byStart.sort(Comparator.comparingLong(TurnSpans::startNanos));
    for (StoredSpan span : spans) {
      String conversation = span.identity().conversationId();
      if (!placed.containsKey(span)
          && (conversation == null || conversation.equals(conversationId))) {
        TurnSpans turn = place(span, tree, placed, byStart);
        if (turn != null) {
          turn.all.add(span);
        }
      }
    }
    byStart.forEach(turn -> turn.all.sort(Comparator.comparingLong(StoredSpan::startNanos)));
    return byStart;
  }

  private static Key key(StoredSpan span) {
    Integer number = span.identity().turn();
    return number != null && !span.identity().turnAutomatic()
        ? new Key(null, number)
        : new Key(span.key().traceId(), number);
  }

  private static @Nullable TurnSpans place(
      StoredSpan span, SpanTree tree, Map<StoredSpan, TurnSpans> placed, List<TurnSpans> turns) {
    for (StoredSpan ancestor : tree.ancestors(span)) {
      TurnSpans turn = placed.get(ancestor);
      if (turn != null) {
        return turn;
      }
    }
    if (!span.kind().isGenAi()) {
      return null; // What surrounds a turn, such as the request that caused it, is no part of it.
    }
    for (StoredSpan below : tree.descendants(span)) {
      TurnSpans turn = placed.get(below);
      if (turn != null) {
        return turn;
      }
    }
    TurnSpans latest = null;
    for (TurnSpans turn : turns) {
      if (turn.traceIds().contains(span.key().traceId())
          && (latest == null || turn.startNanos() <= span.startNanos())) {
        latest = turn;
      }
    }
    return latest;
  }

  /** The number that the caller set, or null. */
  @Nullable Integer explicitNumber() {
    return key.traceId() == null ? key.number() : null;
  }

  List<StoredSpan> own() {
    return own;
  }

  List<StoredSpan> all() {
    return all;
  }

  /** The conversation's calls, by start. */
  List<StoredSpan> calls() {
    return all.stream()
        .filter(span -> span.isCall() && span.identity().conversationId() != null)
        .toList();
  }

  long startNanos() {
    return own.stream().mapToLong(StoredSpan::startNanos).min().orElseThrow();
  }

  long endNanos() {
    return own.stream().mapToLong(StoredSpan::endNanos).max().orElseThrow();
  }

  List<String> traceIds() {
    return own.stream().map(span -> span.key().traceId()).distinct().toList();
  }
}
