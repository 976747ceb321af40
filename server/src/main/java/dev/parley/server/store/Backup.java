package dev.parley.server.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A copy of a store's data in a folder of its own.
 *
 * @param format of the folder, 1
 * @param schema version of its tables
 * @param createdAt when it was begun: what was acknowledged until then is in it
 * @param rows by table
 */
public record Backup(int format, int schema, String createdAt, Map<String, Long> rows) {
  public static final int FORMAT = 1;

  public Backup {
    rows = Map.copyOf(rows);
  }

  /** One that is begun now, of the newest format. */
  public static Backup of(int schema, Instant createdAt, Map<String, Long> rows) {
    return new Backup(FORMAT, schema, createdAt.toString(), rows);
  }

  /** Spans, logs, metric points and scores. */
  public long records() {
    return rows.getOrDefault("spans", 0L)
        + rows.getOrDefault("logs", 0L)
        + rows.getOrDefault("metric_points", 0L)
        + rows.getOrDefault("scores", 0L);
  }

  /** Makes backups of a store that is in use. Safe for use by many threads. */
  @FunctionalInterface
  public interface Source {
    /**
     * Writes a backup of what is stored now. Commits and queries go on.
     *
     * @param folder absent or empty
     * @throws StoreException if it can't be written; then {@code folder} is as it was
     */
    Backup backUp(Path folder);
  }
}
