package dev.parley.server.store.duckdb;

import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.duckdb.DuckDBConnection;

/**
 * Brings {@link Extents} and titles up to date with what was received. Each advance is one
 * transaction with how far it came, so the end of the process undoes or keeps both. Safe for use by
 * many threads; one folds at a time, and not while something is removed.
 */
final class Folds {
  /** Spans of an advance, more or less: what is folded must be held in memory. */
  private static final long MOST_SPANS = 500_000;

  private final DuckDbStore store;

  /** By project. May be behind what is folded, never before it. */
  private final Map<String, Long> until = new ConcurrentHashMap<>();

  Folds(DuckDbStore store) {
    this.store = store;
  }

  long until(String project) {
    Long known = until.get(project);
    return known != null
        ? known
        : until.computeIfAbsent(project, p -> store.read(connection -> stored(connection, p)));
  }

  /**
   * What is received from now on has a later time than all that is there, but not than what was
   * removed, if the clock went back since.
   */
  private static long stored(Connection connection, String project) throws SQLException {
    return new Sql(
            "SELECT least((SELECT coalesce(max(until_nanos), 0) FROM extents_progress"
                + " WHERE project = ?), (SELECT coalesce(max(received_nanos), 0) FROM"
                + " spans WHERE project = ?))",
            project,
            project)
        .number(connection);
  }

  synchronized <T> T exclusively(Supplier<T> task) {
    T result = task.get();
    // A project that was removed is begun anew.
    until.clear();
    return result;
  }

  synchronized long advance(String project, long wanted) {
    long after = until(project);
    if (wanted <= after) {
      return after;
    }
    long now =
        store.transact(
            connection -> {
              long to = end(connection, project, after, wanted);
              Extents.fold(connection, project, after, to);
              titles(connection.unwrap(DuckDBConnection.class), project, after, to);
              new Sql("DELETE FROM extents_progress WHERE project = ?", project).run(connection);
              new Sql("INSERT INTO extents_progress VALUES (?, ?)", project, to).run(connection);
              return to;
            });
    until.put(project, now);
    return now;
  }

  private static long end(Connection connection, String project, long after, long wanted)
      throws SQLException {
    long last =
        new Sql("SELECT received_nanos FROM spans WHERE")
            .append(Extents.received(project, after, wanted))
            .add("ORDER BY received_nanos LIMIT 1 OFFSET " + MOST_SPANS)
            .number(connection);
    return last == 0 ? wanted : last;
  }

  /** Of what each conversation's first call of these asks first, where that is not kept. */
  private static void titles(DuckDBConnection connection, String project, long after, long to)
      throws SQLException {
    Engine.execute(connection, "CREATE OR REPLACE TEMP TABLE openings (day INTEGER, hash UUID)");
    new Sql(
            "INSERT INTO temp.main.openings SELECT DISTINCT day, hash FROM (SELECT day,"
                + " unnest(said) AS hash FROM (SELECT arg_min(day, start_nanos) AS day,"
                + " arg_min(input_messages[1:2], start_nanos) AS said FROM spans WHERE")
        .append(Extents.received(project, after, to))
        .add(
            "AND (is_call OR fills) AND len(input_messages) > 0 AND conversation_id IS NOT NULL"
                + " GROUP BY conversation_id)) WHERE (day, hash) NOT IN (SELECT day, hash FROM"
                + " titles WHERE project = ?)",
            project)
        .run(connection);
    if (new Sql("SELECT count(*) FROM temp.main.openings").number(connection) > 0) {
      keep(connection, project);
    }
    Engine.execute(connection, "DROP TABLE temp.main.openings");
  }

  private static void keep(DuckDBConnection connection, String project) throws SQLException {
    Sql found =
        new Sql(
            "project = ? AND (day, hash) IN (SELECT day, hash FROM" + " temp.main.openings)",
            project);
    List<ContentRow> messages =
        Sql.of("day, hash, json, role", "messages", found)
            .list(
                connection,
                row ->
                    new ContentRow(
                        new Address(
                            Address.Table.MESSAGES, row.getInt(1), row.getObject(2, UUID.class)),
                        row.getString(3),
                        row.getString(4)));
    try (RowAppender rows = new RowAppender(connection, Tables.TITLES)) {
      for (ContentRow message : messages) {
        Rows.title(rows, project, message);
      }
      rows.flush();
    }
  }
}
