package dev.parley.server.ingest;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.LogRow;
import dev.parley.server.store.PointRow;
import dev.parley.server.store.ScoreRow;
import dev.parley.server.store.SpanRow;
import java.util.List;

/**
 * A batch split into rows and the content that they refer to.
 *
 * @param characters length of its text, about what it weighs in memory
 */
record Prepared(
    List<PreparedSpan> spans,
    List<PreparedLog> logs,
    List<PreparedPoint> points,
    List<ScoreRow> scores,
    long characters) {

  int records() {
    return spans.size() + logs.size() + points.size() + scores.size();
  }

  /** What of it is of {@code day} or later. */
  Prepared since(int day) {
    return firstDay() >= day ? this : cut(day);
  }

  private int firstDay() {
    int first = Integer.MAX_VALUE;
    for (PreparedSpan span : spans) {
      first = Math.min(first, span.row().day());
    }
    for (PreparedLog log : logs) {
      first = Math.min(first, log.row().address().day());
    }
    for (PreparedPoint point : points) {
      first = Math.min(first, point.row().address().day());
    }
    for (ScoreRow score : scores) {
      first = Math.min(first, score.address().day());
    }
    return first;
  }

  private Prepared cut(int day) {
    return new Prepared(
        spans.stream().filter(span -> span.row().day() >= day).toList(),
        logs.stream().filter(log -> log.row().address().day() >= day).toList(),
        points.stream().filter(point -> point.row().address().day() >= day).toList(),
        scores.stream().filter(score -> score.address().day() >= day).toList(),
        characters);
  }

  /** A span and what must be stored with it. */
  record PreparedSpan(SpanRow row, List<ContentRow> contents) {
    SpanKey key() {
      return row.span().key();
    }
  }

  /** A log record and what must be stored with it. */
  record PreparedLog(LogRow row, List<ContentRow> contents) {}

  /** A metric point and its resource. */
  record PreparedPoint(PointRow row, List<ContentRow> contents) {}
}
