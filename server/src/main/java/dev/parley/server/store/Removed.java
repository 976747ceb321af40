package dev.parley.server.store;

/**
 * How much was taken away.
 *
 * @param traces how many traces lost spans
 * @param contents messages, large values and resources
 */
public record Removed(
    long spans, long traces, long logs, long metricPoints, long scores, long contents) {
  public static final Removed NOTHING = new Removed(0, 0, 0, 0, 0, 0);

  /** Spans, logs, metric points and scores. */
  public long records() {
    return spans + logs + metricPoints + scores;
  }

  public Removed plus(Removed other) {
    return new Removed(
        spans + other.spans,
        traces + other.traces,
        logs + other.logs,
        metricPoints + other.metricPoints,
        scores + other.scores,
        contents + other.contents);
  }
}
