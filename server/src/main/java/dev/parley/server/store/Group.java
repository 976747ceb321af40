package dev.parley.server.store;

import java.util.List;

/**
 * What one commit stores, whole or not at all. Nothing in it but the changed spans is stored yet,
 * and nothing is in it twice.
 *
 * @param project whose data it is
 * @param changes spans of earlier commits that stand differently now
 * @param contentChanges spans of earlier commits that have other content from now on
 * @param receivedNanos when it was put together, nanoseconds since the epoch
 */
public record Group(
    String project,
    long receivedNanos,
    List<SpanRow> spans,
    List<LogRow> logs,
    List<PointRow> points,
    List<ScoreRow> scores,
    List<ContentRow> contents,
    List<SpanChange> changes,
    List<SpanContent> contentChanges) {
  public Group {
    spans = List.copyOf(spans);
    logs = List.copyOf(logs);
    points = List.copyOf(points);
    scores = List.copyOf(scores);
    contents = List.copyOf(contents);
    changes = List.copyOf(changes);
    contentChanges = List.copyOf(contentChanges);
  }

  public boolean isEmpty() {
    return spans.isEmpty()
        && logs.isEmpty()
        && points.isEmpty()
        && scores.isEmpty()
        && contents.isEmpty()
        && changes.isEmpty()
        && contentChanges.isEmpty();
  }
}
