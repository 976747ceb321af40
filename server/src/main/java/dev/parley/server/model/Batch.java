package dev.parley.server.model;

import java.util.List;

/**
 * What one request brought, understood and ready to be stored; it is committed whole or not at all.
 *
 * @param spans canonical spans
 * @param logs log records
 * @param points metric points
 */
public record Batch(List<Span> spans, List<LogRecord> logs, List<MetricPoint> points) {
  public Batch {
    spans = List.copyOf(spans);
    logs = List.copyOf(logs);
    points = List.copyOf(points);
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

  /** How many records it holds. */
  public int size() {
    return spans.size() + logs.size() + points.size();
  }
}
