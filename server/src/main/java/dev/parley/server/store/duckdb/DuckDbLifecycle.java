package dev.parley.server.store.duckdb;

import dev.parley.server.store.Erasure;
import dev.parley.server.store.Lifecycle;
import dev.parley.server.store.Removed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@link Lifecycle} in the DuckDB file. Each removal is one transaction. Deleted rows leave the
 * disk when their row group is written anew; the file keeps its length, and the engine uses what is
 * free in it.
 */
public final class DuckDbLifecycle implements Lifecycle {
  /** The counters of calls write for some milliseconds at a time, and no checkpoint can be then. */
  private static final int CHECKPOINT_TRIES = 20;

  private static final long BETWEEN_TRIES_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final DuckDbStore store;

  public DuckDbLifecycle(DuckDbStore store) {
    this.store = store;
  }

  @Override
  public List<Integer> days() {
    StringBuilder sql = new StringBuilder("SELECT day FROM spans");
    for (String table : Tables.RECORDS) {
      sql.append(" UNION SELECT day FROM ").append(table);
    }
    return store.read(
        connection -> {
          List<Integer> days = new ArrayList<>();
          StoredKeys.query(
              connection, new Sql(sql + " ORDER BY day"), row -> days.add(row.getInt(1)));
          return days;
        });
  }

  @Override
  public long usedBytes() {
    return blocks("used_blocks") + logBytes();
  }

  @Override
  public long totalBytes() {
    return blocks("total_blocks") + logBytes();
  }

  private long blocks(String column) {
    return store.read(
        connection ->
            number(
                connection,
                new Sql(
                    "SELECT "
                        + column
                        + " * block_size FROM pragma_database_size() WHERE database_name = ?",
                    Database.NAME)));
  }

  private long logBytes() {
    Path log = store.databaseFile().resolveSibling(store.databaseFile().getFileName() + ".wal");
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      // A checkpoint took it away between the two calls.
      return 0;
    }
  }

  @Override
  public Removed dropBefore(int day) {
    return store.transact(connection -> dropBefore(connection, day));
  }

  private static Removed dropBefore(Connection connection, int day) throws SQLException {
    Sql old = new Sql("day < ?", day);
    CallChanges.removedForGood(connection, old);
    long traces =
        number(connection, new Sql("SELECT count(DISTINCT trace_id) FROM spans WHERE").append(old));
    // A score that was given again, for an earlier time, must not leave the row that it replaced.
    long scores =
        run(
            connection,
            new Sql("DELETE FROM scores WHERE")
                .append(old)
                .add("OR (project, id) IN (SELECT project, id FROM " + ScoreSql.NEWEST + " WHERE")
                .append(old)
                .add(")"));
    long contents = 0;
    for (String table : Tables.CONTENTS) {
      contents += run(connection, new Sql("DELETE FROM " + table + " WHERE").append(old));
    }
    return new Removed(
        run(connection, new Sql("DELETE FROM spans WHERE").append(old)),
        traces,
        run(connection, new Sql("DELETE FROM logs WHERE").append(old)),
        run(connection, new Sql("DELETE FROM metric_points WHERE").append(old)),
        scores,
        contents);
  }

  @Override
  public Removed erase(Erasure erasure, boolean dryRun) {
    return dryRun
        ? store.tryOut(connection -> ErasureSql.erase(connection, erasure))
        : store.transact(connection -> ErasureSql.erase(connection, erasure));
  }

  @Override
  public boolean deleteScore(String project, String id) {
    return store.transact(
            connection ->
                run(
                    connection,
                    new Sql("DELETE FROM scores WHERE project = ? AND id = ?", project, id)))
        > 0;
  }

  @Override
  public void checkpoint() {
    for (int i = 0; i < CHECKPOINT_TRIES && !store.checkpoint(); i++) {
      LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
    }
  }

  /** Runs a statement; returns how many rows it changed. */
  static long run(Connection connection, Sql sql) throws SQLException {
    try (var statement = sql.prepare(connection)) {
      return statement.executeUpdate();
    }
  }

  static long number(Connection connection, Sql sql) throws SQLException {
    long[] number = new long[1];
    StoredKeys.query(connection, sql, row -> number[0] = row.getLong(1));
    return number[0];
  }
}
