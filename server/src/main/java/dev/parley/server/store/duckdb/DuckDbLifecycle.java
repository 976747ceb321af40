package dev.parley.server.store.duckdb;

import dev.parley.server.store.Days;
import dev.parley.server.store.Erasure;
import dev.parley.server.store.Lifecycle;
import dev.parley.server.store.Removed;
import java.sql.Connection;
import java.sql.SQLException;
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
    Sql days = new Sql(sql + " ORDER BY day");
    return store.read(connection -> days.list(connection, row -> row.getInt(1)));
  }

  @Override
  public long usedBytes() {
    return blocks("used_blocks") + store.logBytes();
  }

  @Override
  public long totalBytes() {
    return blocks("total_blocks") + store.logBytes();
  }

  private long blocks(String column) {
    return store.read(
        connection ->
            new Sql(
                    "SELECT "
                        + column
                        + " * block_size FROM pragma_database_size() WHERE database_name = ?",
                    Database.NAME)
                .number(connection));
  }

  @Override
  public Removed dropBefore(int day) {
    return removing(connection -> dropBefore(connection, day));
  }

  private static Removed dropBefore(Connection connection, int day) throws SQLException {
    Sql old = new Sql("day < ?", day);
    CallChanges.removedForGood(connection, old);
    long traces =
        new Sql("SELECT count(DISTINCT trace_id) FROM spans WHERE").append(old).number(connection);
    // A score that was given again, for an earlier time, must not leave the row that it replaced.
    long scores =
        new Sql("DELETE FROM scores WHERE")
            .append(old)
            .add("OR (project, id) IN (SELECT project, id FROM " + ScoreSql.NEWEST + " WHERE")
            .append(old)
            .add(")")
            .run(connection);
    long contents = 0;
    for (String table : Tables.CONTENTS) {
      contents += new Sql("DELETE FROM " + table + " WHERE").append(old).run(connection);
    }
    new Sql("DELETE FROM titles WHERE").append(old).run(connection);
    Extents.dropBefore(connection, Days.startNanos(day));
    return new Removed(
        new Sql("DELETE FROM spans WHERE").append(old).run(connection),
        traces,
        new Sql("DELETE FROM logs WHERE").append(old).run(connection),
        new Sql("DELETE FROM metric_points WHERE").append(old).run(connection),
        scores,
        contents);
  }

  @Override
  public Removed erase(Erasure erasure, boolean dryRun) {
    return dryRun
        ? store.tryOut(connection -> ErasureSql.erase(connection, erasure))
        : removing(connection -> ErasureSql.erase(connection, erasure));
  }

  private Removed removing(SqlFunction<Connection, Removed> removal) {
    try {
      // Or what is being folded would come back.
      return store.unfolding(() -> store.transact(removal));
    } finally {
      store.days().allChanged();
      store.forgetContents();
    }
  }

  @Override
  public boolean deleteScore(String project, String id) {
    return store.transact(
            connection ->
                new Sql("DELETE FROM scores WHERE project = ? AND id = ?", project, id)
                    .run(connection))
        > 0;
  }

  @Override
  public void checkpoint() {
    for (int i = 0; i < CHECKPOINT_TRIES && !store.checkpoint(); i++) {
      LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
    }
  }
}
