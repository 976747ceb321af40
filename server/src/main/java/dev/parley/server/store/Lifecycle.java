package dev.parley.server.store;

import java.util.List;

/**
 * Takes stored data away again. For the thread that writes, between two of its commits; what reads
 * goes on meanwhile and sees the data before or after, nothing between.
 */
public interface Lifecycle {
  /** UTC days since 1970-01-01 of which records are stored, ascending. */
  List<Integer> days();

  /**
   * Disk that is in use, in bytes. Space that was freed and waits to be used again is not in it.
   */
  long usedBytes();

  /**
   * Disk that the store takes, in bytes: what is in use, and what was freed before.
   *
   * @see #usedBytes
   */
  long totalBytes();

  /**
   * Removes every record and all content of the days before {@code day}, of all projects.
   *
   * @throws StoreException if it can't be done; then nothing has changed
   */
  Removed dropBefore(int day);

  /**
   * Removes what belongs to a person, a conversation or a project, and the content that nothing
   * else of its project and day refers to.
   *
   * @param dryRun whether to say only what would go
   * @throws StoreException if it can't be done; then nothing has changed
   */
  Removed erase(Erasure erasure, boolean dryRun);

  /**
   * Removes a score.
   *
   * @return whether there was one
   * @throws StoreException if it can't be done; then nothing has changed
   */
  boolean deleteScore(String project, String id);

  /**
   * Folds the log into the database, so that the space of what was removed is used again. Where
   * that is not possible now, the engine does it later by itself.
   */
  void checkpoint();
}
