package dev.parley.server.store.duckdb;

import dev.parley.server.store.CostTable;
import dev.parley.server.store.PriceGrid;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader.Counted;
import dev.parley.server.store.SpanReader.GroupFacts;
import dev.parley.server.store.SpanReader.GroupKey;
import dev.parley.server.store.filter.Field;
import dev.parley.server.store.filter.KnownField;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL that groups spans by fields of the user's choice. */
final class GroupSql {
  private GroupSql() {}

  static Sql calls(Scope scope, List<Field> by, PriceGrid grid) {
    return CallSql.groups(key(by), joined(by, scope.whole()), scope, grid, new Sql(""));
  }

  static Sql facts(Scope scope, List<Field> by, Counted counted, CostTable costs, int limit) {
    return new Sql(
            "SELECT k, count(*) AS n, count(error_type) AS e, count(DISTINCT c) AS cs,"
                + " count(DISTINCT c) FILTER (cost IS NOT NULL) AS cp,"
                + " sum(cost) FILTER (c IS NOT NULL) AS cc, count(DISTINCT w) AS ws,"
                + " count(DISTINCT w) FILTER (cost IS NOT NULL) AS wp,"
                + " sum(cost) FILTER (w IS NOT NULL) AS wc,"
                + " quantile_cont(duration_nanos, [0.5, 0.9, 0.95, 0.99]) AS q FROM (SELECT "
                + key(by)
                + " AS k, error_type, conversation_id AS c, nullif(workflow_id, '') AS w, cost,"
                + " duration_nanos FROM spans")
        .append(joined(by, scope.whole()))
        .add("LEFT JOIN (SELECT trace_id AS ct, span_id AS cs, cost FROM (")
        .append(CostSql.calls(scope.whole(), costs))
        .add(")) ON ct = trace_id AND cs = span_id")
        .where(scope)
        .add(
            switch (counted) {
              case CALLS -> "AND is_call";
              case TOOLS -> "AND kind = 'tool_call' AND usage_role <> 'duplicate'";
              case SPANS -> "AND gen_ai";
            })
        .add(") GROUP BY k LIMIT " + limit);
  }

  private static String key(List<Field> by) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) {
      parts.add(part(by.get(i), i) + "::VARCHAR");
    }
    return "[" + String.join(", ", parts) + "]";
  }

  private static String part(Field field, int place) {
    if (isJoined(field)) {
      String value = "g" + place + ".v";
      return "CASE WHEN " + SpanValuesSql.isLong(value) + " THEN '(long)' ELSE " + value + " END";
    }
    if (field instanceof Field.Time time) {
      String start = "make_timestamp(start_nanos // 1000)";
      return switch (time.unit()) {
        case HOUR -> "strftime(" + start + ", '%Y-%m-%dT%H:00Z')";
        case DAY -> "strftime(" + start + ", '%Y-%m-%d')";
        case WEEK -> "strftime(date_trunc('week', " + start + "), '%Y-%m-%d')";
        case MONTH -> "strftime(" + start + ", '%Y-%m')";
      };
    }
    KnownField known = field.known();
    if (known == null) {
      throw new IllegalArgumentException("field: " + field.label() + " (expected: to group by)");
    }
    return FilterSql.column(known);
  }

  private static boolean isJoined(Field field) {
    return field instanceof Field.Attribute
        || field instanceof Field.Metadata
        || field instanceof Field.Tags
        || field.known() == KnownField.CATEGORY;
  }

  private static Sql joined(List<Field> by, Scope scope) {
    Sql sql = new Sql("");
    for (int i = 0; i < by.size(); i++) {
      if (isJoined(by.get(i))) {
        sql.add("LEFT JOIN (")
            .append(SpanValuesSql.of(by.get(i), scope))
            .add(") g" + i + " ON g" + i + ".t = trace_id AND g" + i + ".s = span_id");
      }
    }
    return sql;
  }

  static GroupKey key(ResultSet row) throws SQLException {
    Array array = row.getArray("k");
    List<@Nullable String> values = new ArrayList<>();
    for (Object value : (Object[]) array.getArray()) {
      values.add((String) value);
    }
    return new GroupKey(values);
  }

  static GroupFacts facts(ResultSet row) throws SQLException {
    Object[] q = (Object[]) row.getArray("q").getArray();
    return new GroupFacts(
        key(row),
        row.getLong("n"),
        row.getLong("e"),
        row.getLong("cs"),
        row.getLong("cp"),
        row.getBigDecimal("cc"),
        row.getLong("ws"),
        row.getLong("wp"),
        row.getBigDecimal("wc"),
        ((Number) q[0]).doubleValue(),
        ((Number) q[1]).doubleValue(),
        ((Number) q[2]).doubleValue(),
        ((Number) q[3]).doubleValue());
  }
}
