package dev.parley.server.lifecycle;

import dev.parley.server.ingest.GroupCommit;
import dev.parley.server.store.Erasure;
import dev.parley.server.store.Lifecycle;
import dev.parley.server.store.Removed;

/**
 * Takes stored data away between two commits of the ingest, and counts what it took. Safe for use
 * by many threads; each removal waits for those before it.
 */
public final class Removals {
  private final GroupCommit ingest;
  private final Lifecycle store;
  private Removed retired = Removed.NOTHING;
  private Removed erased = Removed.NOTHING;

  public Removals(GroupCommit ingest, Lifecycle store) {
    this.ingest = ingest;
    this.store = store;
  }

  /**
   * Removes all data of the days before {@code day}, and takes no more of them. A commit may come
   * between two days, so that nobody waits for all of them.
   *
   * @param day UTC days since 1970-01-01
   * @throws dev.parley.server.store.StoreException if it can't be done; whole days may be gone
   * @throws dev.parley.server.ingest.UnavailableException if the server shuts down
   */
  public Removed retireBefore(int day) {
    ingest.refuseBefore(Math.max(day, ingest.firstDay()));
    Removed sum = Removed.NOTHING;
    for (int old : store.days()) {
      if (old < day) {
        Removed removed = ingest.exclusively(() -> store.dropBefore(old + 1));
        sum = sum.plus(removed);
        retired(removed);
      }
    }
    if (sum.records() > 0) {
      ingest.remove(
          () -> {
            store.checkpoint();
            return true;
          });
    }
    return sum;
  }

  /**
   * Removes what belongs to a person, a conversation or a project.
   *
   * @param dryRun whether to say only what would go
   * @throws dev.parley.server.store.StoreException if it can't be done; then nothing has changed
   * @throws dev.parley.server.ingest.UnavailableException if the server shuts down
   */
  public Removed erase(Erasure erasure, boolean dryRun) {
    if (dryRun) {
      return ingest.exclusively(() -> store.erase(erasure, true));
    }
    Removed removed =
        ingest.remove(
            () -> {
              Removed gone = store.erase(erasure, false);
              store.checkpoint();
              return gone;
            });
    erased(removed);
    return removed;
  }

  /**
   * Removes a score.
   *
   * @return whether there was one
   * @throws dev.parley.server.store.StoreException if it can't be done; then nothing has changed
   * @throws dev.parley.server.ingest.UnavailableException if the server shuts down
   */
  public boolean deleteScore(String project, String id) {
    boolean deleted = ingest.exclusively(() -> store.deleteScore(project, id));
    if (deleted) {
      erased(new Removed(0, 0, 0, 0, 1, 0));
    }
    return deleted;
  }

  private synchronized void retired(Removed removed) {
    retired = retired.plus(removed);
  }

  private synchronized void erased(Removed removed) {
    erased = erased.plus(removed);
  }

  /** What went since the start of the server because of its age or the store's size. */
  public synchronized Removed retired() {
    return retired;
  }

  /** What went since the start of the server because somebody asked for it. */
  public synchronized Removed erased() {
    return erased;
  }
}
