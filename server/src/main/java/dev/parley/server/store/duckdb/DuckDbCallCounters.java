package dev.parley.server.store.duckdb;

import dev.parley.server.store.CallCounters;
import dev.parley.server.store.PriceGrid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * {@link CallCounters} in the DuckDB file. Both sums of an advance, what it writes and how far it
 * came are one transaction, so that they speak of the same calls; it writes no table that the
 * writer of spans does, but for deleting the changes that it has seen.
 */
public final class DuckDbCallCounters implements CallCounters {
  /** Series per statement. */
  private static final int CHUNK = 1_000;

  private final DuckDbStore store;
  private final String project;

  public DuckDbCallCounters(DuckDbStore store, String project) {
    this.store = store;
    this.project = project;
  }

  @Override
  public void begin() {
    store.transact(
        connection -> {
          new Sql(
                  "INSERT INTO call_counters_progress SELECT ?, 0 WHERE NOT EXISTS (SELECT 1 FROM"
                      + " call_counters_progress WHERE project = ?)",
                  project,
                  project)
              .run(connection);
          return true;
        });
  }

  @Override
  public void end() {
    store.transact(
        connection -> {
          new Sql("DELETE FROM call_counters_progress WHERE project = ?", project).run(connection);
          new Sql("DELETE FROM call_changes WHERE project = ?", project).run(connection);
          new Sql("DELETE FROM call_counters WHERE project = ?", project).run(connection);
          return true;
        });
  }

  @Override
  public List<Series> series() {
    Sql series =
        new Sql("SELECT family, labels, shown, owed FROM call_counters WHERE project = ?", project);
    return store.read(
        connection ->
            series.list(
                connection,
                row ->
                    new Series(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4))));
  }

  @Override
  public long countedUntil() {
    return store.read(this::countedUntil);
  }

  private long countedUntil(Connection connection) throws SQLException {
    return new Sql(
            "SELECT coalesce(max(until_nanos), 0) FROM call_counters_progress WHERE project"
                + " = ?",
            project)
        .number(connection);
  }

  @Override
  public void advance(long untilNanos, PriceGrid grid, List<Long> boundsNanos, Fold fold) {
    store.transact(
        connection -> {
          long after = countedUntil(connection);
          List<Counted> counted =
              CallCounterSql.counted(project, after, untilNanos, grid)
                  .list(connection, CallCounterSql::counted);
          List<Timed> timed =
              CallCounterSql.timed(project, after, untilNanos, boundsNanos)
                  .list(connection, row -> CallCounterSql.timed(row, boundsNanos.size()));
          replace(connection, fold.fold(counted, timed));
          new Sql("DELETE FROM call_changes WHERE project = ?", project).run(connection);
          new Sql("DELETE FROM call_counters_progress WHERE project = ?", project).run(connection);
          new Sql(
                  "INSERT INTO call_counters_progress VALUES (?, ?)",
                  project,
                  Math.max(after, untilNanos))
              .run(connection);
          return true;
        });
  }

  private void replace(Connection connection, List<Series> changed) throws SQLException {
    for (int from = 0; from < changed.size(); from += CHUNK) {
      List<Series> chunk = changed.subList(from, Math.min(from + CHUNK, changed.size()));
      new Sql("DELETE FROM call_counters WHERE project = ?", project)
          .andIn(
              "family || ' ' || labels",
              chunk.stream().map(series -> series.family() + ' ' + series.labels()).toList(),
              "VARCHAR")
          .run(connection);
    }
    try (RowAppender rows =
        new RowAppender(connection.unwrap(DuckDBConnection.class), "call_counters")) {
      for (Series series : changed) {
        rows.begin()
            .text(project)
            .text(series.family())
            .text(series.labels())
            .text(series.shown())
            .text(series.owed())
            .end();
      }
      rows.flush();
    }
  }
}
