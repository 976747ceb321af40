package dev.parley.server.store.duckdb;

import dev.parley.pricing.TokenBucket;
import dev.parley.server.store.CostTable;
import dev.parley.server.store.Scope;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that prices single calls by a {@link CostTable}. Exact: a rate has at most 18 decimals, a
 * count of tokens at most 15 digits.
 */
final class CostSql {
  private static final String TOKENS = "DECIMAL(15, 0)";
  private static final String RATE = "DECIMAL(23, 18)";

  /** Of the row's {@link TokenBucket buckets}, in their order, and of {@code spans}. */
  private static final TokenBucket[] BUCKETS = TokenBucket.values();

  private CostSql() {}

  /** The calls of a scope and what each costs, NULL where unknown. */
  static Sql calls(Scope scope, CostTable costs) {
    if (costs.rows().isEmpty()) {
      return new Sql(
              "SELECT trace_id, span_id, conversation_id, workflow_id, NULL::DECIMAL(38, 18) AS"
                  + " cost FROM spans")
          .where(scope)
          .add("AND is_call");
    }
    StringBuilder sum = new StringBuilder("0::DECIMAL(38, 18)");
    for (int i = 0; i < BUCKETS.length; i++) {
      sum.append(" + coalesce(try_cast(")
          .append(column(BUCKETS[i]))
          .append(" AS " + TOKENS + ") * r")
          .append(i)
          .append(", 0)");
    }
    Sql sql =
        new Sql(
                "SELECT trace_id, span_id, conversation_id, workflow_id, CASE WHEN reported THEN"
                    + " reported_cost WHEN NOT reported THEN "
                    + sum
                    + " END AS cost FROM (SELECT *, ("
                    + CallSql.known()
                    + ") AS known, "
                    + CallSql.period(costs.grid())
                    + " AS period, "
                    + CallSql.bracket(costs.grid(), "(" + CallSql.INPUT_TOTAL + ")")
                    + " AS bracket FROM spans")
            .where(scope)
            .add("AND is_call) LEFT JOIN (VALUES");
    String comma = "";
    for (CostTable.Row row : costs.rows()) {
      sql.add(comma);
      row(sql, row);
      comma = ",";
    }
    return sql.add(
        ") r(y, p, q, a, t, o, k, d, b, reported, "
            + java.util.stream.IntStream.range(0, BUCKETS.length)
                .mapToObj(i -> "r" + i)
                .collect(Collectors.joining(", "))
            + ") ON kind = y AND provider IS NOT DISTINCT FROM p AND request_model IS NOT DISTINCT"
            + " FROM q AND response_model IS NOT DISTINCT FROM a AND service_tier IS NOT DISTINCT"
            + " FROM t AND reported_cost_source IS NOT DISTINCT FROM o AND known = k AND period = d"
            + " AND bracket = b");
  }

  private static void row(Sql sql, CostTable.Row row) {
    sql.add("(");
    text(sql, EnumNames.lowerCase(row.kind()));
    text(sql, row.provider());
    text(sql, row.requestModel());
    text(sql, row.responseModel());
    text(sql, row.serviceTier());
    text(sql, row.reportedSource() == null ? null : EnumNames.lowerCase(row.reportedSource()));
    Map<TokenBucket, BigDecimal> perToken = row.perToken();
    sql.add(row.usageKnown() + ", " + row.period() + ", " + row.bracket());
    sql.add(", " + (perToken == null));
    for (TokenBucket bucket : BUCKETS) {
      BigDecimal rate = perToken == null ? null : perToken.get(bucket);
      if (rate == null) {
        sql.add(", NULL::" + RATE);
      } else {
        sql.add(", ?::" + RATE, rate.toPlainString());
      }
    }
    sql.add(")");
  }

  private static void text(Sql sql, @Nullable String value) {
    if (value == null) {
      sql.add("NULL::VARCHAR,");
    } else {
      sql.add("?::VARCHAR,", value);
    }
  }

  private static String column(TokenBucket bucket) {
    return bucket.name().toLowerCase(Locale.ROOT) + "_tokens";
  }
}
