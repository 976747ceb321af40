package dev.parley.server.store.duckdb;

import dev.parley.server.store.Totals;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Counts what the tables hold, as far as the connection sees them. */
final class StoredTotals {
  private static final String SQL =
      """
      SELECT s.*, l.*, p.*, c.*
      FROM (
        SELECT count(*),
          count_if(gen_ai),
          count_if(gen_ai AND coalesce(request_model, response_model) IS NOT NULL
            AND coalesce(input_tokens, cache_read_tokens, cache_write_tokens, cache_write_5m_tokens,
              cache_write_1h_tokens, audio_input_tokens, output_tokens, reasoning_tokens,
              audio_output_tokens, reported_total_tokens) IS NOT NULL),
          min(start_nanos), max(start_nanos), max(received_nanos)
        FROM spans) s,
        (SELECT count(*), max(received_nanos) FROM logs) l,
        (SELECT count(*), max(received_nanos) FROM metric_points) p,
        (SELECT count(*), max(received_nanos) FROM scores) c
      """;

  private static final String PROJECTS =
      "SELECT project FROM spans UNION SELECT project FROM logs"
          + " UNION SELECT project FROM metric_points UNION SELECT project FROM scores";

  private StoredTotals() {}

  /** The projects that the tables hold records of. */
  static Set<String> projects(Connection connection) throws SQLException {
    Set<String> projects = new TreeSet<>();
    StoredKeys.query(
        connection, PROJECTS, List.of(), row -> projects.add(String.valueOf(row.getString(1))));
    return projects;
  }

  static Totals read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SQL)) {
      row.next();
      Long received = null;
      for (int column : new int[] {6, 8, 10, 12}) {
        long value = row.getLong(column);
        if (!row.wasNull() && (received == null || value > received)) {
          received = value;
        }
      }
      return new Totals(
          row.getLong(1),
          row.getLong(2),
          row.getLong(3),
          row.getLong(7),
          row.getLong(9),
          row.getLong(11),
          row.getObject(4, Long.class),
          row.getObject(5, Long.class),
          received);
    }
  }
}
