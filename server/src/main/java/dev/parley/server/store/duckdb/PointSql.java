package dev.parley.server.store.duckdb;

import dev.parley.server.model.MetricPoint;
import dev.parley.server.store.Scope;
import dev.parley.server.store.StoredPoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code metric_points}. */
final class PointSql {
  private PointSql() {}

  static Sql points(Scope scope, Collection<String> names) {
    Sql sql =
        new Sql(
            "SELECT resource::VARCHAR || ' ' || scope_name || ' ' || scope_version AS source,"
                + " service, name, type, unit, delta, attributes, start_nanos, time_nanos, value,"
                + " data FROM metric_points WHERE time_nanos >= ? AND time_nanos < ?",
            scope.fromNanos(),
            scope.toNanos());
    String environment = scope.environment();
    if (environment != null) {
      sql.add("AND coalesce(environment, '') = ?", environment);
    }
    return sql.andIn("name", names, "VARCHAR");
  }

  static StoredPoint point(ResultSet row) throws SQLException {
    return new StoredPoint(
        row.getString("source"),
        row.getString("service"),
        row.getString("name"),
        MetricPoint.Type.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
        row.getString("unit"),
        row.getBoolean("delta"),
        row.getString("attributes"),
        row.getLong("start_nanos"),
        row.getLong("time_nanos"),
        value(row),
        row.getString("data"));
  }

  private static @Nullable Double value(ResultSet row) throws SQLException {
    double value = row.getDouble("value");
    return row.wasNull() ? null : Double.valueOf(value);
  }
}
