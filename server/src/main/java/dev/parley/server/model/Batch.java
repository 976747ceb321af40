package dev.parley.server.model;

import java.util.List;

/**
 * What one request brought, understood and ready to be stored; it is committed whole or not at all.
 *
 * @param spans canonical spans
 * @param logs log records
 * @param points metric points
 * @param scores scores
 */
public record Batch(
    List<Span> spans, List<LogRecord> logs, List<MetricPoint> points, List<Score> scores) {
  public Batch {
    spans = List.copyOf(spans);
    logs = List.copyOf(logs);
    points = List.copyOf(points);
    scores = List.copyOf(scores);
  }

  /** A batch without scores. */
  public Batch(List<Span> spans, List<LogRecord> logs, List<MetricPoint> points) {
    this(spans, logs, points, List.of());
  }

  public static Batch ofSpans(List<Span> spans) {
    return new Batch(spans, List.of(), List.of());
  }

  public static Batch ofLogs(List<LogRecord> logs) {
    return new Batch(List.of(), logs, List.of());
  }

  public static Batch ofPoints(List<MetricPoint> points) {
    return new Batch(List.of(), List.of(), points);
  }

  public static Batch ofScores(List<Score> scores) {
    return new Batch(List.of(), List.of(), List.of(), scores);
  }

  /** How many records it holds. */
  public int size() {
    return spans.size() + logs.size() + points.size() + scores.size();
  }
}
