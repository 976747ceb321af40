package dev.parley.server.api;

import dev.parley.server.query.Times;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server is doing; times are null while nothing is stored. Redactions are counted since
 * its start.
 */
record StatusReport(
    String version,
    Instant now,
    long revision,
    long spans,
    long genAiSpans,
    @Nullable Instant firstSpanAt,
    @Nullable Instant lastSpanAt,
    @Nullable Instant lastReceivedAt,
    long logs,
    long metricPoints,
    List<String> endpoints,
    Ingest ingest,
    List<Redactions> redactions,
    Checks checks,
    Viewer viewer) {

  /** Records since the start of the server; {@code queued} wait for their commit. */
  record Ingest(long accepted, long duplicates, long rejected, long queued) {}

  /** How often a rule took something out of what came in since the start of the server. */
  record Redactions(String rule, long count) {}

  /** The steps of a set-up that are done. */
  record Checks(
      boolean receiver, boolean anySpan, boolean genAiSpan, boolean genAiSpanWithModelAndTokens) {}

  /**
   * Who asks.
   *
   * @param project whose data is shown
   * @param login whether it is a browser that has logged in, and can log out
   */
  record Viewer(String project, boolean login) {}

  /** The answer of the health check while the store can't commit. */
  record Unhealthy(String status, String reason) {}

  static @Nullable Instant instant(@Nullable Long nanos) {
    return nanos == null ? null : Times.instant(nanos);
  }
}
