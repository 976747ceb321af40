package dev.parley.server.store.duckdb;

import dev.parley.server.model.Kind;
import dev.parley.server.store.CallCounters.Counted;
import dev.parley.server.store.CallCounters.Distribution;
import dev.parley.server.store.CallCounters.Labels;
import dev.parley.server.store.CallCounters.Timed;
import dev.parley.server.store.PriceGrid;
import dev.parley.server.store.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The SQL that sums calls by the labels of their counters. */
final class CallCounterSql {
  /** A control character that no label is shown with. */
  private static final String SEPARATOR = "\u001f";

  private static final String KEY =
      "concat_ws(chr(31), sign, kind, "
          + text("service")
          + ", "
          + text("environment")
          + ", "
          + text("provider")
          + ", "
          + text(CallSql.MODEL)
          + ", "
          + text("operation")
          + ")";

  private CallCounterSql() {}

  /**
   * Calls that are not counted yet, and changes of those that are. Changes of calls that are not
   * counted yet change nothing: they are counted as they are now.
   */
  private static Sql source(String project, long after, long until) {
    return new Sql(
        "(SELECT 1 AS sign, "
            + CallChanges.COLUMNS
            + " FROM spans WHERE project = ? AND is_call AND received_nanos > ? AND received_nanos"
            + " <= ? UNION ALL SELECT sign, "
            + CallChanges.COLUMNS
            + " FROM call_changes WHERE project = ? AND received_nanos <= ?)",
        project,
        after,
        until,
        project,
        after);
  }

  static Sql counted(String project, long after, long until, PriceGrid grid) {
    return CallSql.groups(KEY, source(project, after, until), Scope.ALL, grid);
  }

  static Counted counted(ResultSet row) throws SQLException {
    String[] key = key(row);
    return new Counted(Integer.parseInt(key[0]), labels(key), CallSql.group(row));
  }

  static Sql timed(String project, long after, long until, List<Long> boundsNanos) {
    Sql sql =
        new Sql(
            "SELECT "
                + KEY
                + " AS k, error_type, count(*), sum(duration_nanos)::DECIMAL(38, 0),"
                + atMost("duration_nanos", boundsNanos)
                + " count(ttft_nanos), coalesce(sum(ttft_nanos), 0)::DECIMAL(38, 0),"
                + atMost("ttft_nanos", boundsNanos)
                + " 0 FROM");
    return sql.append(source(project, after, until)).add("GROUP BY k, error_type");
  }

  static Timed timed(ResultSet row, int bounds) throws SQLException {
    String[] key = key(row);
    return new Timed(
        Integer.parseInt(key[0]),
        labels(key),
        row.getString(2),
        distribution(row, 3, bounds),
        distribution(row, 3 + 2 + bounds, bounds));
  }

  private static Distribution distribution(ResultSet row, int column, int bounds)
      throws SQLException {
    List<Long> atMost = new ArrayList<>();
    for (int i = 0; i < bounds; i++) {
      atMost.add(row.getLong(column + 2 + i));
    }
    return new Distribution(row.getLong(column), row.getBigDecimal(column + 1), atMost);
  }

  private static String atMost(String column, List<Long> boundsNanos) {
    StringBuilder counts = new StringBuilder();
    for (long bound : boundsNanos) {
      counts.append(" count(*) FILTER (").append(column).append(" <= ").append(bound).append("),");
    }
    return counts.toString();
  }

  private static String text(String column) {
    return "replace(coalesce(" + column + ", ''), chr(31), ' ')";
  }

  private static String[] key(ResultSet row) throws SQLException {
    return row.getString(1).split(SEPARATOR, -1);
  }

  private static Labels labels(String[] key) {
    return new Labels(
        key[2],
        known(key[3]),
        known(key[4]),
        known(key[5]),
        known(key[6]),
        Kind.valueOf(key[1].toUpperCase(Locale.ROOT)));
  }

  private static @Nullable String known(String text) {
    return text.isEmpty() ? null : text;
  }
}
