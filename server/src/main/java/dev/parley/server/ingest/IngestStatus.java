package dev.parley.server.ingest;

import dev.parley.server.store.Totals;
import org.jspecify.annotations.Nullable;

/**
 * What came in and what is stored.
 *
 * @param revision grows with every commit, across restarts too
 * @param accepted records stored since the start of the server
 * @param duplicates records since the start that were stored already
 * @param rejected records since the start that could not be understood
 * @param tooOld records since the start that were older than what is kept
 * @param queued records that wait for their commit
 * @param stored what the store holds
 * @param fault why the last commit failed, or null when it did not
 */
public record IngestStatus(
    long revision,
    long accepted,
    long duplicates,
    long rejected,
    long tooOld,
    long queued,
    Totals stored,
    @Nullable String fault) {}
