package dev.parley.server.store.duckdb;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.Address;
import dev.parley.server.store.QueryLimit;
import dev.parley.server.tracing.Work;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** Which identities and addresses the tables hold. */
final class StoredKeys {
  /** Keys per statement; one statement costs a scan of its columns. */
  private static final int CHUNK = 4_000;

  /** Rows between two looks at whether anybody still waits for them. */
  private static final int CHECKED_ROWS = 1_000;

  private StoredKeys() {}

  static Set<SpanKey> spans(Connection connection, String project, Collection<SpanKey> keys)
      throws SQLException {
    Set<SpanKey> wanted = new HashSet<>(keys);
    Set<SpanKey> found = new HashSet<>();
    for (List<SpanKey> chunk : chunks(wanted)) {
      Set<Object> traces = new LinkedHashSet<>();
      Set<Object> spans = new LinkedHashSet<>();
      for (SpanKey key : chunk) {
        traces.add(SpanIds.trace(key.traceId()));
        spans.add(SpanIds.span(key.spanId()));
      }
      List<Object> parameters = new ArrayList<>(List.of(project));
      parameters.addAll(traces);
      parameters.addAll(spans);
      query(
          connection,
          "SELECT trace_id, span_id FROM spans WHERE project = ? AND trace_id IN ("
              + marks(traces)
              + ") AND span_id IN ("
              + marks(spans)
              + ")",
          parameters,
          row -> {
            SpanKey key = SpanIds.key(row.getObject(1, UUID.class), row.getLong(2));
            if (wanted.contains(key)) {
              found.add(key);
            }
          });
    }
    return found;
  }

  static Set<Address> addresses(
      Connection connection, String project, Collection<Address> addresses) throws SQLException {
    Set<Address> wanted = new HashSet<>(addresses);
    Set<Address> found = new HashSet<>();
    for (Address.Table table : Address.Table.values()) {
      List<Address> ofTable = wanted.stream().filter(a -> a.table() == table).toList();
      for (List<Address> chunk : chunks(ofTable)) {
        Set<Object> days = new LinkedHashSet<>();
        Set<Object> hashes = new LinkedHashSet<>();
        for (Address address : chunk) {
          days.add(address.day());
          hashes.add(address.hash());
        }
        List<Object> parameters = new ArrayList<>(List.of(project));
        parameters.addAll(days);
        parameters.addAll(hashes);
        String hash = Tables.hashColumn(table);
        query(
            connection,
            "SELECT day, "
                + hash
                + " FROM "
                // A score that another one has replaced since may come again.
                + (table == Address.Table.SCORES ? ScoreSql.NEWEST : Tables.name(table))
                + " WHERE project = ? AND day IN ("
                + marks(days)
                + ") AND "
                + hash
                + " IN ("
                + marks(hashes)
                + ")",
            parameters,
            row -> {
              Address address = new Address(table, row.getInt(1), row.getObject(2, UUID.class));
              if (wanted.contains(address)) {
                found.add(address);
              }
            });
      }
    }
    return found;
  }

  /** See {@link dev.parley.server.store.SpanStore#recentSpans}. */
  static boolean recentSpans(
      Connection connection, String project, int limit, ObjLongConsumer<UUID> consumer)
      throws SQLException {
    long[] number = new long[1];
    query(
        connection,
        "SELECT count(*) FROM spans WHERE project = ?",
        List.of(project),
        row -> number[0] = row.getLong(1));
    boolean all = number[0] <= limit;
    // A quantile, since sorting all receive times to find the bound takes much longer.
    String bound =
        all
            ? ""
            : " AND received_nanos >= (SELECT quantile_disc(received_nanos, "
                + BigDecimal.valueOf(1 - (double) limit / number[0]).toPlainString()
                + ") FROM spans WHERE project = ?)";
    query(
        connection,
        "SELECT trace_id, span_id FROM spans WHERE project = ?" + bound,
        all ? List.of(project) : List.of(project, project),
        row -> consumer.accept(row.getObject(1, UUID.class), row.getLong(2)));
    return all;
  }

  /** See {@link dev.parley.server.store.SpanStore#recent}. */
  static boolean recent(
      Connection connection,
      String project,
      Address.Table table,
      int limit,
      Consumer<Address> consumer)
      throws SQLException {
    long[] last = new long[1];
    query(
        connection,
        "SELECT coalesce(max(rowid), -1) FROM " + Tables.name(table),
        List.of(),
        row -> last[0] = row.getLong(1));
    query(
        connection,
        "SELECT day, "
            + Tables.hashColumn(table)
            + " FROM "
            + Tables.name(table)
            + " WHERE project = ? AND rowid > ?",
        List.of(project, last[0] - limit),
        row -> consumer.accept(new Address(table, row.getInt(1), row.getObject(2, UUID.class))));
    return last[0] < limit;
  }

  /** See {@link dev.parley.server.store.SpanStore#lastDay}. */
  static int lastDay(Connection connection, String project, Address.Table table)
      throws SQLException {
    int[] last = new int[1];
    query(
        connection,
        "SELECT coalesce(max(day), "
            + Integer.MIN_VALUE
            + ") FROM "
            + Tables.name(table)
            + " WHERE project = ?",
        List.of(project),
        row -> last[0] = row.getInt(1));
    return last[0];
  }

  static String marks(Collection<?> parameters) {
    return String.join(", ", Collections.nCopies(parameters.size(), "?"));
  }

  static void query(Connection connection, String sql, List<?> parameters, Row row)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      each(statement, sql, row);
    }
  }

  /** Runs a statement, within the limit that holds for this thread if there is one. */
  static void each(PreparedStatement statement, String sql, Row row) throws SQLException {
    try (Work work = Work.query(sql)) {
      try {
        each(statement, row);
      } catch (SQLException | RuntimeException e) {
        work.failed(e);
        throw e;
      }
    }
  }

  private static void each(PreparedStatement statement, Row row) throws SQLException {
    QueryLimit limit = QueryLimit.current();
    if (limit == null) {
      read(statement, row, () -> {});
      return;
    }
    QueryLimit.Running running = limit.begin(() -> cancel(statement));
    try {
      read(statement, row, limit::check);
    } catch (SQLException e) {
      limit.check();
      throw e;
    } finally {
      running.close();
    }
  }

  private static void read(PreparedStatement statement, Row row, Runnable check)
      throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      for (int read = 1; result.next(); read++) {
        row.read(result);
        if (read % CHECKED_ROWS == 0) {
          check.run();
        }
      }
    }
  }

  private static void cancel(PreparedStatement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      // It has ended by itself.
    }
  }

  static void query(Connection connection, Sql sql, Row row) throws SQLException {
    query(connection, sql.text(), sql.parameters(), row);
  }

  private static <T> List<List<T>> chunks(Collection<T> all) {
    List<T> list = new ArrayList<>(all);
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < list.size(); from += CHUNK) {
      chunks.add(list.subList(from, Math.min(list.size(), from + CHUNK)));
    }
    return chunks;
  }

  interface Row {
    void read(ResultSet row) throws SQLException;
  }
}
