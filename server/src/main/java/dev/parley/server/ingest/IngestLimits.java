package dev.parley.server.ingest;

import java.time.Duration;

/**
 * How much waits and for how long.
 *
 * @param groupRecords a commit takes no further request once it holds this many records
 * @param groupWait the longest that a request waits for others to share its commit
 * @param queuedRecords records that may wait for a commit; beyond, requests are turned away
 * @param queuedCharacters text that may wait for a commit, in characters
 * @param deadline a request that is not durable by then fails; below the 10 s after which exporters
 *     give up
 * @param drain how long a shutdown goes on committing what waits
 */
public record IngestLimits(
    int groupRecords,
    Duration groupWait,
    int queuedRecords,
    long queuedCharacters,
    Duration deadline,
    Duration drain) {
  /** Groups of 2,000 or 30 ms; 40,000 records or 128 million characters in the queue; 8 s. */
  public static final IngestLimits DEFAULT =
      new IngestLimits(
          2_000,
          Duration.ofMillis(30),
          40_000,
          128_000_000L,
          Duration.ofSeconds(8),
          Duration.ofSeconds(8));
}
