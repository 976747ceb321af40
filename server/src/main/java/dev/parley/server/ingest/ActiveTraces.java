package dev.parley.server.ingest;

import dev.parley.server.model.SpanKey;
import dev.parley.server.model.UsageRole;
import dev.parley.server.store.Days;
import dev.parley.server.store.Group;
import dev.parley.server.store.SpanChange;
import dev.parley.server.store.SpanContent;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.SpanStore;
import dev.parley.server.store.TraceSpan;
import dev.parley.server.trace.Mark;
import dev.parley.server.trace.SpanFacts;
import dev.parley.server.trace.Standing;
import dev.parley.server.trace.Standings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges the spans of each commit together with those of their traces that came before, from memory
 * where it can. Not thread-safe.
 *
 * <p>It keeps what decides standings of the traces that were active last, within bounds. A trace
 * that was forgotten is read from the store when another span of it arrives. A trace of more than
 * {@link #MOST_SPANS} spans is judged no further as a whole: what arrives is judged with the spans
 * of the same commit, and what is stored stays as it is.
 */
final class ActiveTraces {
  static final int MOST_SPANS = 50_000;
  private static final long MOST_BYTES = 96_000_000;
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(15);

  /** How far apart the spans of one trace start at most, where they are read again. */
  static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(7);

  /** Objects of one span, without its texts; about. */
  private static final int BYTES_PER_SPAN = 400;

  /** What a commit's spans are, and what becomes of earlier ones. */
  record Judged(List<SpanRow> rows, List<SpanChange> changes) {}

  private static final class Trace {
    private final Map<Long, TraceSpan> spans = new HashMap<>();
    private boolean tooLarge;
    private long bytes;
    private long touchedNanos;
  }

  /** What a commit changes about earlier spans of a trace. */
  private static final class Before {
    private final Map<Long, TraceSpan> outranked = new HashMap<>();
    private final Set<Long> given = new HashSet<>();
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    private void outranked(TraceSpan span) {
      outranked.put(span.facts().id(), span);
      spread(span.facts().startNanos(), span.facts().startNanos());
    }

    private void given(SpanContent content) {
      if (!content.isEmpty()) {
        given.add(SpanKey.number(content.span().spanId()));
      }
      spread(Days.startNanos(content.day()), Days.startNanos(content.day() + 1));
    }

    private void spread(long first, long last) {
      firstNanos = Math.min(firstNanos, first);
      lastNanos = Math.max(lastNanos, last);
    }
  }

  private static final Before NOTHING = new Before();

  private final SpanStore store;
  private final String project;
  private final Predicate<String> seenBefore;

  /** The least recently used first. */
  private final LinkedHashMap<String, Trace> traces = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /**
   * @param seenBefore whether spans of a trace may be stored
   */
  ActiveTraces(SpanStore store, String project, Predicate<String> seenBefore) {
    this.store = store;
    this.project = project;
    this.seenBefore = seenBefore;
  }

  /**
   * Judges spans that are about to be committed. When that fails, {@link #forget} must be called.
   *
   * @param contents what earlier spans are given by the same commit
   */
  Judged judge(List<SpanRow> rows, List<SpanContent> contents) {
    Map<String, List<SpanRow>> arrived = new LinkedHashMap<>();
    for (SpanRow row : rows) {
      arrived.computeIfAbsent(row.span().key().traceId(), id -> new ArrayList<>()).add(row);
    }
    Map<String, Before> before = new HashMap<>();
    try {
      Twins.Outranked twins = Twins.find(store, project, rows);
      for (TraceSpan span : twins.stored()) {
        before.computeIfAbsent(span.traceId(), id -> new Before()).outranked(span);
      }
      for (SpanContent content : contents) {
        before.computeIfAbsent(content.span().traceId(), id -> new Before()).given(content);
      }
      before.keySet().forEach(id -> arrived.computeIfAbsent(id, key -> new ArrayList<>()));
      load(arrived, before);
      Map<SpanKey, Standing> standings = new HashMap<>(2 * rows.size());
      List<SpanChange> changes = new ArrayList<>();
      arrived.forEach(
          (id, spans) ->
              judge(
                  id,
                  spans,
                  twins.arrived(),
                  before.getOrDefault(id, NOTHING),
                  standings,
                  changes));
      forgetOldest();
      return new Judged(
          rows.stream()
              .map(
                  row ->
                      row.with(
                          twins.arrived().contains(row.span().key()) ? Mark.SUPERSEDED : row.mark(),
                          standings.getOrDefault(row.span().key(), row.standing())))
              .toList(),
          changes);
    } catch (RuntimeException | Error e) {
      arrived.keySet().forEach(this::forget);
      throw e;
    }
  }

  /** Forgets the traces of a commit that failed; they are read again when they are needed. */
  void forget(Group group) {
    Set<String> ids = new HashSet<>();
    group.spans().forEach(row -> ids.add(row.span().key().traceId()));
    // A span of another trace may have lost its place to one that arrived.
    group.changes().forEach(change -> ids.add(change.key().traceId()));
    group.contentChanges().forEach(content -> ids.add(content.span().traceId()));
    ids.forEach(this::forget);
  }

  /** Forgets every trace, because spans were taken away. */
  void forgetAll() {
    traces.clear();
    bytes = 0;
  }

  private void forget(String id) {
    Trace trace = traces.remove(id);
    if (trace != null) {
      bytes -= trace.bytes;
    }
  }

  private void judge(
      String id,
      List<SpanRow> arrived,
      Set<SpanKey> outrankedNow,
      Before before,
      Map<SpanKey, Standing> decided,
      List<SpanChange> changes) {
    Trace trace = traces.computeIfAbsent(id, key -> new Trace());
    trace.touchedNanos = System.nanoTime();
    Map<Long, TraceSpan> fresh = new LinkedHashMap<>(2 * arrived.size());
    for (SpanRow row : arrived) {
      boolean outranked = outrankedNow.contains(row.span().key());
      SpanFacts facts = outranked ? row.facts().with(Mark.SUPERSEDED) : row.facts();
      fresh.put(facts.id(), new TraceSpan(id, row.day(), facts, row.standing()));
    }
    if (trace.tooLarge || trace.spans.size() + fresh.size() > MOST_SPANS) {
      setTooLarge(trace);
      Standings.of(fresh.values().stream().map(TraceSpan::facts).toList())
          .forEach((span, standing) -> decided.put(SpanKey.of(id, span), inPart(standing)));
      before.outranked.forEach(
          (span, known) ->
              changes.add(
                  known.change(
                      Mark.SUPERSEDED, known.standing().with(UsageRole.DUPLICATE, false))));
      return;
    }
    fresh.forEach((span, known) -> put(trace, known));
    before.outranked.forEach(
        (span, known) -> put(trace, known.with(known.facts().with(Mark.SUPERSEDED))));
    for (long span : before.given) {
      TraceSpan known = trace.spans.get(span);
      if (known != null) {
        put(trace, known.with(known.facts().withContent()));
      }
    }
    Map<Long, Standing> standings =
        Standings.of(trace.spans.values().stream().map(TraceSpan::facts).toList());
    standings.forEach(
        (span, standing) -> {
          TraceSpan known = trace.spans.get(span);
          boolean marked = before.outranked.containsKey(span);
          if (known == null || (known.standing().equals(standing) && !marked)) {
            return;
          }
          if (!fresh.containsKey(span)) {
            changes.add(known.change(known.facts().mark(), standing));
          }
          trace.spans.put(span, new TraceSpan(id, known.day(), known.facts(), standing));
        });
    for (SpanRow row : arrived) {
      Standing standing = standings.get(row.facts().id());
      if (standing != null) {
        decided.put(row.span().key(), standing);
      }
    }
  }

  /** A sum never counts where what it sums up may have come before. */
  private static Standing inPart(Standing standing) {
    return standing.role() == UsageRole.AGGREGATE
        ? standing.with(UsageRole.AGGREGATE, false)
        : standing;
  }

  private void load(Map<String, List<SpanRow>> arrived, Map<String, Before> before) {
    List<String> ids = arrived.keySet().stream().filter(id -> !traces.containsKey(id)).toList();
    List<String> wanted =
        ids.stream().filter(id -> before.containsKey(id) || seenBefore.test(id)).toList();
    if (wanted.isEmpty()) {
      return;
    }
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (String id : wanted) {
      for (SpanRow row : arrived.getOrDefault(id, List.of())) {
        first = Math.min(first, row.span().startNanos());
        last = Math.max(last, row.span().startNanos());
      }
      Before earlier = before.getOrDefault(id, NOTHING);
      first = Math.min(first, earlier.firstNanos);
      last = Math.max(last, earlier.lastNanos);
    }
    Window starts = Window.around(first, last, LONGEST_NANOS);
    for (TraceSpan span :
        store.traceSpans(project, wanted, starts.fromNanos(), starts.toNanos(), MOST_SPANS + 1)) {
      Trace trace = traces.computeIfAbsent(span.traceId(), id -> new Trace());
      if (!trace.tooLarge) {
        put(trace, span);
        if (trace.spans.size() > MOST_SPANS) {
          setTooLarge(trace);
        }
      }
    }
  }

  private void put(Trace trace, TraceSpan span) {
    if (trace.spans.put(span.facts().id(), span) == null) {
      long size = size(span.facts());
      trace.bytes += size;
      bytes += size;
    }
  }

  private void setTooLarge(Trace trace) {
    trace.tooLarge = true;
    trace.spans.clear();
    bytes -= trace.bytes;
    trace.bytes = 0;
  }

  /** Never the one that was used last, so that each commit's traces are there while it is made. */
  private void forgetOldest() {
    long now = System.nanoTime();
    List<String> oldest = new ArrayList<>();
    long left = bytes;
    for (Map.Entry<String, Trace> trace : traces.entrySet()) {
      if (left <= MOST_BYTES && now - trace.getValue().touchedNanos < IDLE_NANOS) {
        break;
      }
      left -= trace.getValue().bytes;
      oldest.add(trace.getKey());
    }
    oldest.forEach(this::forget);
  }

  /** How many spans are held. */
  int spans() {
    return traces.values().stream().mapToInt(trace -> trace.spans.size()).sum();
  }

  private static long size(SpanFacts facts) {
    return BYTES_PER_SPAN
        + length(facts.responseId())
        + length(facts.toolCallId())
        + length(facts.conversationId())
        + length(facts.userId());
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
