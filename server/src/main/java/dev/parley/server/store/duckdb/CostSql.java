package dev.parley.server.store.duckdb;

import dev.parley.pricing.TokenBucket;
import dev.parley.server.store.CostTable;
import dev.parley.server.store.Scope;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  private static final String COLUMNS =
      "SELECT trace_id, span_id, day, conversation_id, workflow_id, error_type, known, ";

  private CostSql() {}

  /**
   * What the calls of each conversation cost, and how many of them have no known cost: a failed
   * call that reported no usage was not charged, and is none of them.
   */
  static Sql byConversation(Scope scope, CostTable costs) {
    return new Sql(
            "SELECT conversation_id AS c, sum(cost) AS cost, count(*) FILTER (cost IS NULL AND"
                + " (known OR error_type IS NULL)) AS unpriced FROM (")
        .append(calls(scope, costs))
        .add(") WHERE conversation_id IS NOT NULL GROUP BY c");
  }

  /** The same by day and number of the conversation, in the order of columns. */
  static Sql byDay(Scope scope, CostTable costs, Collection<Integer> days) {
    return new Sql(
            "SELECT day, "
                + ConversationSql.NUMBER
                + " AS c, sum(cost) AS cost, count(*) FILTER (cost IS NULL AND (known OR error_type"
                + " IS NULL)) AS unpriced FROM (")
        .append(calls(scope, costs, new Sql("").andIn("day", days, "INTEGER")))
        .add(") WHERE conversation_id IS NOT NULL GROUP BY day, c");
  }

  /**
   * The calls of a scope and what each costs, NULL where unknown; also whether its tokens are
   * {@code known}.
   */
  static Sql calls(Scope scope, CostTable costs) {
    return calls(scope, costs, new Sql(""));
  }

  private static Sql calls(Scope scope, CostTable costs, Sql more) {
    Sql calls =
        new Sql(
                "(SELECT *, input_total IS NOT NULL OR output_total IS NOT NULL AS known, "
                    + CallSql.periodOfAll(scope, costs.grid())
                    + " AS period, "
                    + CallSql.bracket(costs.grid(), "input_total")
                    + " AS bracket FROM (SELECT trace_id, span_id, day, conversation_id,"
                    + " workflow_id, error_type, start_nanos, kind, provider, request_model,"
                    + " response_model, service_tier, reported_cost_source, reported_cost, "
                    + String.join(", ", Stream.of(BUCKETS).map(CostSql::column).toList())
                    + ", "
                    + CallSql.INPUT_TOTAL
                    + " AS input_total, "
                    + CallSql.OUTPUT_TOTAL
                    + " AS output_total FROM spans")
            .where(scope)
            .append(more)
            .add("AND is_call))");
    if (costs.rows().isEmpty()) {
      return new Sql(COLUMNS + "NULL::DECIMAL(38, 18) AS cost FROM").append(calls);
    }
    StringBuilder sum = new StringBuilder("0::DECIMAL(38, 18)");
    for (int i = 0; i < BUCKETS.length; i++) {
      TokenBucket bucket = BUCKETS[i];
      if (costs.rows().stream().anyMatch(row -> charges(row, bucket))) {
        sum.append(" + coalesce(try_cast(")
            .append(column(bucket))
            .append(" AS " + TOKENS + ") * r")
            .append(i)
            .append(", 0)");
      }
    }
    Sql sql =
        new Sql(
                COLUMNS
                    + "CASE WHEN reported THEN reported_cost WHEN NOT reported THEN "
                    + sum
                    + " END AS cost FROM")
            .append(calls)
            .add("LEFT JOIN (VALUES");
    String comma = "";
    for (CostTable.Row row : costs.rows()) {
      sql.add(comma);
      row(sql, row);
      comma = ",";
    }
    return sql.add(
        ") r(y, p, q, a, t, o, k, d, b, reported, "
            + IntStream.range(0, BUCKETS.length)
                .mapToObj(i -> "r" + i)
                .collect(Collectors.joining(", "))
            + ") ON kind = y AND provider IS NOT DISTINCT FROM p AND request_model IS NOT DISTINCT"
            + " FROM q AND response_model IS NOT DISTINCT FROM a AND service_tier IS NOT DISTINCT"
            + " FROM t AND reported_cost_source IS NOT DISTINCT FROM o AND known = k AND period = d"
            + " AND bracket = b");
  }

  private static boolean charges(CostTable.Row row, TokenBucket bucket) {
    return row.perToken() != null && row.perToken().get(bucket) != null;
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
