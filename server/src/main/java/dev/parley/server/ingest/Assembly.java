package dev.parley.server.ingest;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Group;
import dev.parley.server.store.LogRow;
import dev.parley.server.store.PointRow;
import dev.parley.server.store.ScoreRow;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.ToldRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Requests put together for one commit: what is new in them, and what each will be told.
 *
 * @param group what to commit; empty when all of it is stored already
 * @param receipts one for each request, in their order
 */
record Assembly(Group group, List<Receipt> receipts) {
  static Assembly of(
      List<Request> requests,
      StoredIndex index,
      ActiveTraces traces,
      String project,
      long nowNanos) {
    return new Builder(requests, index, traces).build(project, nowNanos);
  }

  /**
   * The first copy of a record wins; the others, in the store or in the same group, are duplicates.
   */
  private static final class Builder {
    private final List<Request> requests;
    private final StoredIndex index;
    private final ActiveTraces traces;
    private final Set<SpanKey> spanKeys;
    private final Set<Address> records;
    private final List<SpanRow> spans = new ArrayList<>();
    private final List<LogRow> logs = new ArrayList<>();
    private final List<PointRow> points = new ArrayList<>();

    /** By id: of a group's, the last one is the one received last. */
    private final Map<String, ScoreRow> scores = new LinkedHashMap<>();

    private final Map<Address, ContentRow> contents = new LinkedHashMap<>();

    Builder(List<Request> requests, StoredIndex index, ActiveTraces traces) {
      this.requests = requests;
      this.index = index;
      this.traces = traces;
      List<SpanKey> keys = new ArrayList<>();
      List<Address> addresses = new ArrayList<>();
      for (Request request : requests) {
        request.prepared().spans().forEach(span -> keys.add(span.key()));
        request.prepared().logs().forEach(log -> addresses.add(log.row().address()));
        request.prepared().points().forEach(point -> addresses.add(point.row().address()));
        request.prepared().scores().forEach(score -> addresses.add(score.address()));
      }
      spanKeys = new HashSet<>(index.storedSpans(keys));
      records = new HashSet<>(index.storedRecords(addresses));
    }

    Assembly build(String project, long nowNanos) {
      List<Receipt> receipts = new ArrayList<>();
      for (Request request : requests) {
        int stored = add(request.prepared());
        receipts.add(new Receipt(stored, request.prepared().records() - stored));
      }
      List<ToldRow> told = logs.stream().map(LogRow::told).filter(Objects::nonNull).toList();
      ContentJoin.Joined joined = new ContentJoin(index, contents).join(spans, told);
      add(joined.copies());
      contents.keySet().removeAll(index.storedContents(contents.keySet()));
      // Last, so that nothing can fail any more between this and the commit.
      ActiveTraces.Judged judged = traces.judge(joined.spans(), joined.changes());
      Group group =
          new Group(
              project,
              nowNanos,
              judged.rows(),
              logs,
              points,
              List.copyOf(scores.values()),
              List.copyOf(contents.values()),
              judged.changes(),
              joined.changes());
      return new Assembly(group, receipts);
    }

    private int add(Prepared prepared) {
      int before = spans.size() + logs.size() + points.size();
      int newScores = 0;
      for (Prepared.PreparedSpan span : prepared.spans()) {
        if (spanKeys.add(span.key())) {
          spans.add(span.row());
          add(span.contents());
        }
      }
      for (Prepared.PreparedLog log : prepared.logs()) {
        if (records.add(log.row().address())) {
          logs.add(log.row());
          add(log.contents());
        }
      }
      for (Prepared.PreparedPoint point : prepared.points()) {
        if (records.add(point.row().address())) {
          points.add(point.row());
          add(point.contents());
        }
      }
      for (ScoreRow score : prepared.scores()) {
        ScoreRow pending = scores.get(score.score().id());
        // It is one only of what it would replace: a user may go back to what he said first.
        boolean duplicate =
            pending == null
                ? records.contains(score.address())
                : pending.address().equals(score.address());
        if (!duplicate) {
          scores.put(score.score().id(), score);
          newScores++;
        }
      }
      return spans.size() + logs.size() + points.size() - before + newScores;
    }

    private void add(List<ContentRow> rows) {
      for (ContentRow row : rows) {
        contents.putIfAbsent(row.address(), row);
      }
    }
  }
}
