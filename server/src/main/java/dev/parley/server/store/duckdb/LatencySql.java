package dev.parley.server.store.duckdb;

import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader.Latency;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The SQL that takes percentiles of calls' durations. */
final class LatencySql {
  private LatencySql() {}

  static Sql latencies(Scope scope, long stepNanos) {
    return new Sql(
            // Texts are numbers of 64 bits while grouping, as in CallSql.groups.
            "SELECT grouping(b) AS gb, grouping(m) AS gm, b, any_value(model) AS model,"
                + " any_value(provider) AS provider, count(*) AS n, count(DISTINCT c) AS c,"
                + " quantile_cont(duration_nanos, [0.5, 0.9, 0.95, 0.99]) AS q FROM (SELECT *,"
                + " hash(model, provider) AS m FROM (SELECT start_nanos // ? AS b, "
                + CallSql.MODEL
                + " AS model, provider, CASE WHEN conversation_id IS NOT NULL THEN"
                + " hash(conversation_id) END AS c, duration_nanos FROM spans",
            stepNanos)
        .where(scope)
        .add("AND is_call)) GROUP BY GROUPING SETS ((), (m), (b))");
  }

  static Latency latency(ResultSet row) throws SQLException {
    long calls = row.getLong("n");
    double[] q = new double[4];
    if (calls > 0) {
      Object[] values = (Object[]) row.getArray("q").getArray();
      for (int i = 0; i < q.length; i++) {
        q[i] = ((Number) values[i]).doubleValue();
      }
    }
    boolean byModel = row.getInt("gm") == 0;
    return new Latency(
        row.getInt("gb") == 0 ? row.getLong("b") : null,
        byModel,
        byModel ? row.getString("model") : null,
        byModel ? row.getString("provider") : null,
        calls,
        row.getLong("c"),
        q[0],
        q[1],
        q[2],
        q[3]);
  }
}
