package dev.parley.server.store.duckdb;

import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Failure;
import dev.parley.server.model.Identity;
import dev.parley.server.model.Kind;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Status;
import dev.parley.server.model.UsageRole;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanFilter;
import dev.parley.server.store.StoredSpan;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL that lists single spans. */
final class SpanSql {
  /** Everything that {@link #span} reads; not the large raw columns. */
  static final String COLUMNS =
      "trace_id, span_id, parent_span_id, day, start_nanos, duration_nanos, name, otel_kind, kind,"
          + " span_kind, service, environment, scope_name, status, error_type, error_message,"
          + " provider, request_model, response_model, usage_role, input_tokens, cache_read_tokens,"
          + " cache_write_tokens, cache_write_5m_tokens, cache_write_1h_tokens, audio_input_tokens,"
          + " output_tokens, reasoning_tokens, audio_output_tokens, reported_total_tokens,"
          + " reported_cost, reported_cost_source, service_tier, response_id, finish_reasons,"
          + " ttft_nanos, conversation_id, turn, turn_automatic, user_id, workflow_id,"
          + " workflow_type, agent_id, agent_name, category, tool_name, tool_call_id,"
          + " tool_arguments, tool_result, system_messages, input_messages, output_messages,"
          + " is_call, duplicate_of, fills, seen_by, conversation_from, user_from, agent_from";

  private SpanSql() {}

  static Sql matching(String columns, Scope scope, SpanFilter filter) {
    Sql sql = new Sql("SELECT " + columns + " FROM spans").where(scope);
    if (filter.spanKinds().isEmpty()) {
      sql.add("AND gen_ai");
    } else {
      sql.andIn("span_kind", filter.spanKinds(), "VARCHAR");
    }
    if (filter.category() != null) {
      sql.add(
              "AND (category = ? OR category IS NULL AND (trace_id, span_id) IN (",
              filter.category())
          .append(CategorySql.inside(scope, filter.category()))
          .add("))");
    }
    sql.and("conversation_id = ?", filter.conversationId())
        .and("user_id = ?", filter.userId())
        .and("workflow_id = ?", filter.workflowId())
        .and("workflow_type = ?", filter.workflowType())
        .and(CallSql.MODEL + " = ?", filter.model())
        .and("error_type = ?", filter.errorType())
        .and("duration_nanos >= ?", filter.minDurationNanos());
    if (filter.failed() != null) {
      sql.add(filter.failed() ? "AND error_type IS NOT NULL" : "AND error_type IS NULL");
    }
    if (filter.calls() != null) {
      sql.add(filter.calls() ? "AND is_call" : "AND NOT is_call");
    }
    if (filter.text() != null) {
      sql.add(
          "AND contains(lower(concat_ws(chr(10), name, replace(trace_id::VARCHAR, '-', ''),"
              + " request_model, response_model, tool_name, agent_name, user_id,"
              + " conversation_id, error_type)), ?)",
          filter.text().toLowerCase(Locale.ROOT));
    }
    return sql;
  }

  static String order(String order, boolean descending) {
    String column =
        switch (order) {
          case "start" -> "start_nanos";
          case "duration" -> "duration_nanos";
          case "tokens" -> "CASE WHEN usage_role <> 'none' THEN " + CallSql.TOTAL + " END";
          default -> throw new IllegalArgumentException("order: " + order);
        };
    return "ORDER BY "
        + column
        + (descending ? " DESC" : " ASC")
        + " NULLS LAST, start_nanos DESC, trace_id, span_id";
  }

  static SpanKey key(ResultSet row) throws SQLException {
    return SpanIds.key((UUID) row.getObject("trace_id"), row.getLong("span_id"));
  }

  static StoredSpan span(ResultSet row) throws SQLException {
    Long parent = Reads.nullableLong(row, "parent_span_id");
    String errorType = row.getString("error_type");
    Usage usage = CallSql.usage(row, Reads.nullableLong(row, "reported_total_tokens"));
    String tool = row.getString("tool_name");
    return new StoredSpan(
        key(row),
        parent == null ? null : SpanKey.spanId(parent),
        row.getString("name"),
        OtelKind.valueOf(upper(row, "otel_kind")),
        Kind.valueOf(upper(row, "kind")),
        row.getString("span_kind"),
        row.getString("service"),
        row.getString("environment"),
        row.getString("scope_name"),
        row.getLong("start_nanos"),
        row.getLong("duration_nanos"),
        Status.valueOf(upper(row, "status")),
        errorType == null ? null : new Failure(errorType, row.getString("error_message")),
        identity(row),
        call(row, usage),
        tool == null
            ? null
            : new StoredSpan.StoredTool(
                tool,
                row.getString("tool_call_id"),
                row.getString("tool_arguments"),
                row.getString("tool_result")),
        row.getInt("day"),
        Reads.texts(row, "system_messages"),
        Reads.texts(row, "input_messages"),
        Reads.texts(row, "output_messages"),
        StandingSql.standing(row));
  }

  private static Identity identity(ResultSet row) throws SQLException {
    return new Identity(
        row.getString("conversation_id"),
        Reads.nullableInt(row, "turn"),
        row.getBoolean("turn_automatic"),
        row.getString("user_id"),
        row.getString("workflow_id"),
        row.getString("workflow_type"),
        row.getString("agent_id"),
        row.getString("agent_name"),
        row.getString("category"));
  }

  private static Call call(ResultSet row, Usage usage) throws SQLException {
    ReportedCost.Source source = CallSql.source(row.getString("reported_cost_source"));
    BigDecimal cost = row.getBigDecimal("reported_cost");
    return new Call(
        row.getString("provider"),
        row.getString("request_model"),
        row.getString("response_model"),
        known(usage),
        UsageRole.valueOf(upper(row, "usage_role")),
        source == null || cost == null ? null : new ReportedCost(cost, source),
        row.getString("service_tier"),
        row.getString("response_id"),
        Reads.texts(row, "finish_reasons"),
        Reads.nullableLong(row, "ttft_nanos"));
  }

  private static @Nullable Usage known(Usage usage) {
    return usage.isKnown() || usage.reportedTotal() != null ? usage : null;
  }

  private static String upper(ResultSet row, String column) throws SQLException {
    return row.getString(column).toUpperCase(Locale.ROOT);
  }
}
