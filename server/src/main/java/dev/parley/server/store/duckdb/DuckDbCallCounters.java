package dev.parley.server.store.duckdb;

import dev.parley.server.store.CallCounters;
import dev.parley.server.store.PriceGrid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
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
          run(
              connection,
              new Sql(
                  "INSERT INTO call_counters_progress SELECT ?, 0 WHERE NOT EXISTS (SELECT 1 FROM"
                      + " call_counters_progress WHERE project = ?)",
                  project,
                  project));
          return true;
        });
  }

  @Override
  public void end() {
    store.transact(
        connection -> {
          run(connection, new Sql("DELETE FROM call_counters_progress WHERE project = ?", project));
          run(connection, new Sql("DELETE FROM call_changes WHERE project = ?", project));
          run(connection, new Sql("DELETE FROM call_counters WHERE project = ?", project));
          return true;
        });
  }

  @Override
  public List<Series> series() {
    return store.read(
        c ->
            list(
                c,
                new Sql(
                    "SELECT family, labels, shown, owed FROM call_counters WHERE project = ?",
                    project),
                row ->
                    new Series(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4))));
  }

  @Override
  public long countedUntil() {
    return store.read(this::countedUntil);
  }

  private long countedUntil(Connection connection) throws SQLException {
    return list(
            connection,
            new Sql(
                "SELECT coalesce(max(until_nanos), 0) FROM call_counters_progress WHERE project"
                    + " = ?",
                project),
            row -> row.getLong(1))
        .get(0);
  }

  @Override
  public void advance(long untilNanos, PriceGrid grid, List<Long> boundsNanos, Fold fold) {
    store.transact(
        connection -> {
          long after = countedUntil(connection);
          List<Counted> counted =
              list(
                  connection,
                  CallCounterSql.counted(project, after, untilNanos, grid),
                  CallCounterSql::counted);
          List<Timed> timed =
              list(
                  connection,
                  CallCounterSql.timed(project, after, untilNanos, boundsNanos),
                  row -> CallCounterSql.timed(row, boundsNanos.size()));
          replace(connection, fold.fold(counted, timed));
          run(connection, new Sql("DELETE FROM call_changes WHERE project = ?", project));
          run(connection, new Sql("DELETE FROM call_counters_progress WHERE project = ?", project));
          run(
              connection,
              new Sql(
                  "INSERT INTO call_counters_progress VALUES (?, ?)",
                  project,
                  Math.max(after, untilNanos)));
          return true;
        });
  }

  private void replace(Connection connection, List<Series> changed) throws SQLException {
    for (int from = 0; from < changed.size(); from += CHUNK) {
      List<Series> chunk = changed.subList(from, Math.min(from + CHUNK, changed.size()));
      run(
          connection,
          new Sql("DELETE FROM call_counters WHERE project = ?", project)
              .andIn(
                  "family || ' ' || labels",
                  chunk.stream().map(series -> series.family() + ' ' + series.labels()).toList(),
                  "VARCHAR"));
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

  private static <T> List<T> list(Connection connection, Sql sql, Reads.Row<T> row)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    StoredKeys.query(connection, sql, each -> rows.add(row.read(each)));
    return rows;
  }

  private static void run(Connection connection, Sql sql) throws SQLException {
    try (PreparedStatement statement = sql.prepare(connection)) {
      statement.execute();
    }
  }
}
