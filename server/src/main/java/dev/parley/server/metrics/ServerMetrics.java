package dev.parley.server.metrics;

import dev.parley.server.ingest.CommitTimes;
import dev.parley.server.ingest.GroupCommit;
import dev.parley.server.lifecycle.Removals;
import dev.parley.server.store.Removed;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the server tells of itself on {@code /metrics}, of all projects together. */
public final class ServerMetrics {
  private final GroupCommit ingest;
  private final Removals removals;
  private final LongSupplier receivedBytes;
  private final Supplier<Map<String, Long>> fileBytes;
  private final IntSupplier busyReaders;

  /**
   * Tells of these parts.
   *
   * @param receivedBytes bodies of OTLP requests since the start, as they were sent
   * @param fileBytes lengths of the store's files, by what they hold
   * @param busyReaders queries that run now
   */
  public ServerMetrics(
      GroupCommit ingest,
      Removals removals,
      LongSupplier receivedBytes,
      Supplier<Map<String, Long>> fileBytes,
      IntSupplier busyReaders) {
    this.ingest = ingest;
    this.removals = removals;
    this.receivedBytes = receivedBytes;
    this.fileBytes = fileBytes;
    this.busyReaders = busyReaders;
  }

  void add(Exposition text) {
    CommitTimes.Snapshot commits = ingest.commitTimes();
    text.histogram(
        "parley_server_commit_duration_seconds",
        "How long commits took, until they were on disk.",
        CommitTimes.BOUNDS,
        commits.atMost(),
        commits.count(),
        BigDecimal.valueOf(commits.nanos()).movePointLeft(9));
    text.counter(
        "parley_server_received_bytes",
        "Bytes of OTLP requests since the start of the server, as they were sent.",
        Map.of("", receivedBytes.getAsLong()));
    text.gauges(
        "parley_server_store_file_bytes",
        "bytes",
        "Lengths of the store's files; what is free in the database is used again.",
        labelled("file", fileBytes.get()));
    text.gauge(
        "parley_server_busy_readers",
        null,
        "Queries that run now.",
        Integer.toString(busyReaders.getAsInt()));
    text.counter(
        "parley_server_removed_records",
        "Records removed since the start of the server: by retention, or because somebody asked.",
        removed());
    int firstDay = ingest.firstDay();
    if (firstDay != Integer.MIN_VALUE) {
      text.gauge(
          "parley_server_first_kept_timestamp_seconds",
          "seconds",
          "Records from before then are refused; absent while all are kept.",
          Long.toString(TimeUnit.DAYS.toSeconds(firstDay)));
    }
  }

  private Map<String, Long> removed() {
    Map<String, Long> removed = new TreeMap<>();
    for (String reason : List.of("retention", "erasure")) {
      Removed of = reason.equals("retention") ? removals.retired() : removals.erased();
      String label = "\",reason=\"" + reason + '"';
      removed.put("record=\"span" + label, of.spans());
      removed.put("record=\"log" + label, of.logs());
      removed.put("record=\"metric_point" + label, of.metricPoints());
      removed.put("record=\"score" + label, of.scores());
    }
    return removed;
  }

  private static Map<String, Long> labelled(String label, Map<String, Long> values) {
    Map<String, Long> labelled = new TreeMap<>();
    values.forEach((name, value) -> labelled.put(label + "=\"" + name + '"', value));
    return labelled;
  }
}
