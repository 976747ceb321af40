package dev.parley.server.ingest;

import dev.parley.server.model.Batch;
import dev.parley.server.store.Project;
import java.util.concurrent.CompletableFuture;

/** Takes batches and promises durability. Safe for use by many threads. */
public interface Ingest {
  /**
   * Queues a batch for the next group commit.
   *
   * @param project whose data it is
   * @return completes once the commit that holds the batch (or, for duplicates, the commit that
   *     held the first copy) is on disk; fails with {@link OverloadedException} when the queue is
   *     full and with {@link UnavailableException} when the store can't commit, the deadline has
   *     passed or the server shuts down. After a failure the batch may or may not be stored;
   *     sending it again is safe.
   */
  CompletableFuture<Receipt> submit(String project, Batch batch);

  /** As {@link #submit(String, Batch)}, for the project of a server that has just one. */
  default CompletableFuture<Receipt> submit(Batch batch) {
    return submit(Project.DEFAULT, batch);
  }
}
