package dev.parley.sdk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the export of one signal to one destination fares.
 *
 * @param signal {@code traces}, {@code metrics} or {@code logs}
 * @param destination what the log calls it, with the endpoint and without credentials
 * @param exported how many spans, metrics or log records were accepted
 * @param failed how many were given up
 * @param healthy whether the latest export was accepted, or there was none yet
 * @param lastError why the last failed export failed, {@code HTTP 401 (check the credentials)};
 *     null when none did
 * @param lastErrorAt when; null when none did
 */
public record ExportHealth(
    String signal,
    String destination,
    long exported,
    long failed,
    boolean healthy,
    @Nullable String lastError,
    @Nullable Instant lastErrorAt) {}
