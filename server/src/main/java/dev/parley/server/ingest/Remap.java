package dev.parley.server.ingest;

import dev.parley.server.model.Batch;
import dev.parley.server.model.SentSpan;
import dev.parley.server.model.Span;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Remapping;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.SpanStore;
import dev.parley.server.store.TraceExtent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps stored spans once more, as a newer mapping reads them, and puts in order what follows: their
 * standings, messages and the counters of calls.
 *
 * <p>It goes trace by trace, several of them to a transaction. So each trace is either as it was or
 * as it will be, whenever the process ends, and running it once more completes what is missing.
 */
public final class Remap {
  private static final Logger log = LoggerFactory.getLogger(Remap.class);
  private static final int BATCH_SPANS = 2_000;

  /**
   * How far it came.
   *
   * @param day of the last trace, as UTC days since 1970-01-01
   * @param traces read
   * @param spans read
   * @param changed spans of which something is understood otherwise
   */
  public record Progress(int day, long traces, long spans, long changed) {}

  private final SpanStore store;
  private final Remapping remapping;
  private final String project;
  private final Function<SentSpan, @Nullable Span> mapping;
  private final StoredIndex index;
  private final Consumer<Progress> listener;
  private final int batchSpans;
  private Progress progress = new Progress(0, 0, 0, 0);

  private Remap(
      SpanStore store,
      Remapping remapping,
      String project,
      Function<SentSpan, @Nullable Span> mapping,
      Consumer<Progress> listener,
      int batchSpans) {
    this.store = store;
    this.remapping = remapping;
    this.project = project;
    this.mapping = mapping;
    this.listener = listener;
    this.batchSpans = batchSpans;
    index = StoredIndex.load(store, project);
  }

  /**
   * Maps the traces of which a span starts on one of these days.
   *
   * @param remapping of the same store, which nobody else may write meanwhile
   * @param mapping gives null for a span that it can't read
   * @param fromDay as UTC days since 1970-01-01
   * @param toDay the last of the days
   * @param listener is told after each transaction
   * @throws dev.parley.server.store.StoreException if the store fails; what was done stays done
   */
  public static Progress run(
      SpanStore store,
      Remapping remapping,
      String project,
      Function<SentSpan, @Nullable Span> mapping,
      int fromDay,
      int toDay,
      Consumer<Progress> listener) {
    return run(store, remapping, project, mapping, fromDay, toDay, listener, Remap.BATCH_SPANS);
  }

  static Progress run(
      SpanStore store,
      Remapping remapping,
      String project,
      Function<SentSpan, @Nullable Span> mapping,
      int fromDay,
      int toDay,
      Consumer<Progress> listener,
      int batchSpans) {
    Remap remap = new Remap(store, remapping, project, mapping, listener, batchSpans);
    for (int day : remapping.days(fromDay, toDay)) {
      remap.day(day, remapping.traces(fromDay, day, toDay));
    }
    return remap.progress;
  }

  private void day(int day, List<TraceExtent> traces) {
    List<TraceExtent> batch = new ArrayList<>();
    long spans = 0;
    for (TraceExtent trace : traces) {
      if (!batch.isEmpty() && spans + trace.spans() > batchSpans) {
        traces(day, batch);
        batch.clear();
        spans = 0;
      }
      batch.add(trace);
      spans += trace.spans();
    }
    if (!batch.isEmpty()) {
      traces(day, batch);
    }
  }

  private void traces(int day, List<TraceExtent> traces) {
    List<String> ids = traces.stream().map(TraceExtent::traceId).toList();
    long first = traces.stream().mapToLong(TraceExtent::firstNanos).min().orElseThrow();
    long last = traces.stream().mapToLong(TraceExtent::lastNanos).max().orElseThrow();
    Window starts = Window.around(first, last, ActiveTraces.LONGEST_NANOS);
    long spans = 0;
    long changed = 0;
    List<SentSpan> sent;
    do {
      // Whole traces, but for one that is too large to be judged as a whole.
      sent =
          remapping.sent(ids, starts.fromNanos(), starts.toNanos(), spans, ActiveTraces.MOST_SPANS);
      changed += replace(sent);
      spans += sent.size();
    } while (sent.size() == ActiveTraces.MOST_SPANS);
    progress =
        new Progress(
            day,
            progress.traces() + traces.size(),
            progress.spans() + spans,
            progress.changed() + changed);
    listener.accept(progress);
  }

  private long replace(List<SentSpan> sent) {
    List<Span> spans = readable(sent);
    List<SpanRow> rows = new ArrayList<>();
    Map<Address, ContentRow> contents = new LinkedHashMap<>();
    for (Prepared.PreparedSpan prepared : Preparation.prepare(Batch.ofSpans(spans)).spans()) {
      rows.add(prepared.row());
      prepared.contents().forEach(content -> contents.putIfAbsent(content.address(), content));
    }
    ContentJoin.Joined joined = new ContentJoin(index, contents).join(rows, List.of());
    joined.copies().forEach(content -> contents.putIfAbsent(content.address(), content));
    contents.keySet().removeIf(address -> address.table() == Address.Table.RESOURCES);
    contents.keySet().removeAll(index.storedContents(contents.keySet()));
    // Of its own each time: the traces are read in full, and what is stored of them is outdated.
    ActiveTraces traces = new ActiveTraces(store, project, trace -> false);
    ActiveTraces.Judged judged = traces.judge(joined.spans(), List.of());
    List<ContentRow> fresh = List.copyOf(contents.values());
    long changed = remapping.replace(judged.rows(), fresh, judged.changes());
    index.committed(fresh);
    return changed;
  }

  /** A trace can't be judged without one of its spans, so all of it stays as it is. */
  private List<Span> readable(List<SentSpan> sent) {
    List<Span> spans = new ArrayList<>();
    Set<String> unreadable = new HashSet<>();
    for (SentSpan each : sent) {
      Span span = mapping.apply(each);
      if (span == null) {
        log.warn("Span {} can't be read; its trace stays as it is", each.key());
        unreadable.add(each.key().traceId());
      } else {
        spans.add(span);
      }
    }
    spans.removeIf(span -> unreadable.contains(span.key().traceId()));
    return spans;
  }
}
