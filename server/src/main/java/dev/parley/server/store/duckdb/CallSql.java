package dev.parley.server.store.duckdb;

import dev.parley.pricing.Usage;
import dev.parley.server.model.Kind;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.store.CallGroup;
import dev.parley.server.store.PriceGrid;
import dev.parley.server.store.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The SQL that sums calls into groups of one price. */
final class CallSql {
  static final String INPUT_TOTAL =
      "CASE WHEN coalesce(input_tokens, cache_read_tokens, cache_write_tokens,"
          + " cache_write_5m_tokens, cache_write_1h_tokens, audio_input_tokens) IS NULL THEN NULL"
          + " ELSE coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0)"
          + " + coalesce(cache_write_tokens, 0) + coalesce(cache_write_5m_tokens, 0)"
          + " + coalesce(cache_write_1h_tokens, 0) + coalesce(audio_input_tokens, 0) END";

  static final String OUTPUT_TOTAL =
      "CASE WHEN coalesce(output_tokens, reasoning_tokens, audio_output_tokens) IS NULL THEN NULL"
          + " ELSE coalesce(output_tokens, 0) + coalesce(reasoning_tokens, 0)"
          + " + coalesce(audio_output_tokens, 0) END";

  /** {@code Usage.total()} in SQL: a reported total stands in where input or output is unknown. */
  static final String TOTAL =
      "coalesce(("
          + INPUT_TOTAL
          + ") + ("
          + OUTPUT_TOTAL
          + "), reported_total_tokens, "
          + INPUT_TOTAL
          + ", "
          + OUTPUT_TOTAL
          + ")";

  static final String MODEL = "coalesce(request_model, response_model)";

  /** One call in the columns of {@link #groups}, for {@link #group}; its key, duration follow. */
  static final String SINGLE =
      "0 AS k, provider, request_model, response_model, service_tier, reported_cost_source, ("
          + INPUT_TOTAL
          + ") IS NOT NULL OR ("
          + OUTPUT_TOTAL
          + ") IS NOT NULL AS known, 0 AS period, 0 AS bracket, start_nanos, "
          + INPUT_TOTAL
          + " AS input_total, reported_cost, 1 AS calls, (error_type IS NOT NULL)::INTEGER AS"
          + " errors, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_5m_tokens,"
          + " cache_write_1h_tokens, audio_input_tokens, output_tokens, reasoning_tokens,"
          + " audio_output_tokens, coalesce("
          + TOTAL
          + ", 0) AS total, kind, start_nanos AS last_start_nanos, trace_id, span_id,"
          + " duration_nanos";

  private CallSql() {}

  /** Groups the calls of a scope by a key and by everything that a price depends on. */
  static Sql groups(String key, Scope scope, PriceGrid grid, Sql more) {
    return groups(key, new Sql(""), scope, grid, more);
  }

  /** The same where the key is found in what is joined to {@code spans}. */
  static Sql groups(String key, Sql joined, Scope scope, PriceGrid grid, Sql more) {
    Sql source = new Sql("spans").append(joined).where(scope).add("AND is_call").append(more);
    return groups(key, source, scope, grid);
  }

  /**
   * As {@link #groups(String, Scope, PriceGrid, Sql)}.
   *
   * @param source a relation with the columns of {@code spans} that a call has, all of it calls
   *     whose start is in the scope
   */
  static Sql groups(String key, Sql source, Scope scope, PriceGrid grid) {
    Sql sql =
        new Sql(
            // Six texts are one number of 64 bits while grouping: comparing them for every call
            // takes
            // longer than all sums, and no two of some thousand combinations have the same number.
            "SELECT k, any_value(provider), any_value(request_model), any_value(response_model),"
                + " any_value(service_tier), any_value(reported_cost_source), known, period,"
                + " bracket, min(start_nanos) AS start_nanos,"
                + " min(input_total) AS input_total, sum(reported_cost) AS reported_cost,"
                + " count(*) AS calls, count(error_type) AS errors,"
                + " sum(input_tokens)::BIGINT AS input_tokens,"
                + " sum(cache_read_tokens)::BIGINT AS cache_read_tokens,"
                + " sum(cache_write_tokens)::BIGINT AS cache_write_tokens,"
                + " sum(cache_write_5m_tokens)::BIGINT AS cache_write_5m_tokens,"
                + " sum(cache_write_1h_tokens)::BIGINT AS cache_write_1h_tokens,"
                + " sum(audio_input_tokens)::BIGINT AS audio_input_tokens,"
                + " sum(output_tokens)::BIGINT AS output_tokens,"
                + " sum(reasoning_tokens)::BIGINT AS reasoning_tokens,"
                + " sum(audio_output_tokens)::BIGINT AS audio_output_tokens,"
                + " coalesce(sum(total), 0)::BIGINT AS total, any_value(kind),"
                + " max(start_nanos) AS last_start_nanos FROM (SELECT *, "
                + period(scope, grid)
                + " AS period, "
                + bracket(grid, "input_total")
                + " AS bracket, input_total IS NOT NULL OR output_total IS NOT NULL AS known,"
                + " coalesce(input_total + output_total, reported_total_tokens, input_total,"
                + " output_total) AS total FROM (SELECT "
                + key
                + " AS k, kind, provider, request_model, response_model, service_tier,"
                + " reported_cost_source, reported_cost, start_nanos, error_type, input_tokens,"
                + " cache_read_tokens, cache_write_tokens, cache_write_5m_tokens,"
                + " cache_write_1h_tokens, audio_input_tokens, output_tokens, reasoning_tokens,"
                + " audio_output_tokens, reported_total_tokens, "
                + INPUT_TOTAL
                + " AS input_total, "
                + OUTPUT_TOTAL
                + " AS output_total FROM");
    return sql.append(source)
        .add(
            ")) GROUP BY k, hash(kind, provider, request_model, response_model, service_tier,"
                + " reported_cost_source), known, period, bracket");
  }

  /** Number of price changes before the start; only those inside the scope can tell calls apart. */
  private static String period(Scope scope, PriceGrid grid) {
    StringBuilder sum = new StringBuilder("0");
    for (long instant : grid.instantsNanos()) {
      if (instant > scope.fromNanos() && instant < scope.toNanos()) {
        sum.append(" + (start_nanos >= ").append(instant).append(")::INTEGER");
      }
    }
    return sum.toString();
  }

  /** Number of price changes before the start of a call in the scope. */
  static String periodOfAll(Scope scope, PriceGrid grid) {
    long before =
        grid.instantsNanos().stream().filter(instant -> instant <= scope.fromNanos()).count();
    return before + " + " + period(scope, grid);
  }

  static String bracket(PriceGrid grid, String inputTotal) {
    StringBuilder sum = new StringBuilder("0");
    for (long threshold : grid.inputThresholds()) {
      sum.append(" + (coalesce(" + inputTotal + ", 0) > ").append(threshold).append(")::INTEGER");
    }
    return sum.toString();
  }

  /**
   * Reads a row of {@link #groups} by position: there may be many, and looking names up is dear.
   */
  static CallGroup group(ResultSet row) throws SQLException {
    return new CallGroup(
        Kind.valueOf(row.getString(25).toUpperCase(Locale.ROOT)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getLong(10),
        row.getLong(26),
        Reads.nullableLong(row, 11),
        source(row.getString(6)),
        row.getBigDecimal(12),
        row.getBoolean(7),
        row.getLong(13),
        row.getLong(14),
        Usage.builder()
            .inputUncached(Reads.nullableLong(row, 15))
            .cacheRead(Reads.nullableLong(row, 16))
            .cacheWrite(Reads.nullableLong(row, 17))
            .cacheWrite5m(Reads.nullableLong(row, 18))
            .cacheWrite1h(Reads.nullableLong(row, 19))
            .audioInput(Reads.nullableLong(row, 20))
            .outputText(Reads.nullableLong(row, 21))
            .reasoning(Reads.nullableLong(row, 22))
            .audioOutput(Reads.nullableLong(row, 23))
            .build(),
        row.getLong(24));
  }

  /** The disjoint buckets of a row. */
  static Usage usage(ResultSet row, @Nullable Long reportedTotal) throws SQLException {
    return Usage.builder()
        .inputUncached(Reads.nullableLong(row, "input_tokens"))
        .cacheRead(Reads.nullableLong(row, "cache_read_tokens"))
        .cacheWrite(Reads.nullableLong(row, "cache_write_tokens"))
        .cacheWrite5m(Reads.nullableLong(row, "cache_write_5m_tokens"))
        .cacheWrite1h(Reads.nullableLong(row, "cache_write_1h_tokens"))
        .audioInput(Reads.nullableLong(row, "audio_input_tokens"))
        .outputText(Reads.nullableLong(row, "output_tokens"))
        .reasoning(Reads.nullableLong(row, "reasoning_tokens"))
        .audioOutput(Reads.nullableLong(row, "audio_output_tokens"))
        .total(reportedTotal)
        .build();
  }

  static ReportedCost.@Nullable Source source(@Nullable String name) {
    return name == null ? null : ReportedCost.Source.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
