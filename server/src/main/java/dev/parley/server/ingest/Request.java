package dev.parley.server.ingest;

import dev.parley.server.tracing.Work;
import java.util.concurrent.CompletableFuture;

/**
 * A batch that waits for its commit.
 *
 * @param project whose data it is
 * @param prepared what to store
 * @param cause what it was sent for
 * @param answer whom to tell
 */
record Request(
    String project, Prepared prepared, Work.Cause cause, CompletableFuture<Receipt> answer) {
  /** Whether somebody still waits for the answer. */
  boolean isAwaited() {
    return !answer.isDone();
  }
}
