/**
 * Group commit: collects what requests bring, commits it through one writer, and completes each
 * request only once its commit is on disk. Start with {@link dev.parley.server.ingest.GroupCommit}.
 */
@NullMarked
package dev.parley.server.ingest;

import org.jspecify.annotations.NullMarked;
