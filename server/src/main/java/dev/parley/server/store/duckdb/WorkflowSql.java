package dev.parley.server.store.duckdb;

import dev.parley.server.store.PriceGrid;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader.Workflow;
import dev.parley.server.store.SpanReader.WorkflowFilter;
import dev.parley.server.store.SpanReader.WorkflowKey;
import dev.parley.server.store.SpanReader.WorkflowType;
import dev.parley.server.store.filter.KnownField;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SQL that folds spans into workflows and their types; an empty type is none. */
final class WorkflowSql {
  private static final FilterSql.Gathering GATHERING =
      new FilterSql.Gathering(
          "workflow_id",
          "id",
          Map.of(
              KnownField.TURNS, "NULL::BIGINT",
              KnownField.DURATION, "(last_end - first_start)",
              KnownField.CALLS, "calls",
              KnownField.TOOL_CALLS, "tool_calls",
              KnownField.TOKENS, "tokens",
              KnownField.ERRORS, "errors"));

  private WorkflowSql() {}

  static Sql workflows(Scope scope, WorkflowFilter filter) {
    Sql sql =
        spans(scope)
            .add(
                """
                SELECT w AS id,
                  list_sort(list(DISTINCT type) FILTER (type IS NOT NULL)) AS types,
                  list_sort(list(DISTINCT environment) FILTER (environment <> '')) AS environments,
                  min(start_nanos) AS first_start, max(start_nanos + duration_nanos) AS last_end,
                  count(*) AS spans, count(*) FILTER (is_call) AS calls,
                  coalesce(sum(total), 0)::BIGINT AS tokens, count(DISTINCT run) AS tool_calls,
                  count(*) FILTER (failed) AS errors,
                  count(DISTINCT conversation_id) AS conversations
                FROM told GROUP BY w HAVING true
                """)
            .and("bool_or(coalesce(type = ?, false))", filter.type())
            .and("bool_or(coalesce(user_id = ?, false))", filter.user())
            .and("bool_or(is_call AND coalesce(model = ?, false))", filter.model());
    if (filter.failedOnly()) {
      sql.add("AND bool_or(failed)");
    }
    return filter.selection() == null
        ? sql
        : new Sql("SELECT * FROM (")
            .append(sql)
            .add(") WHERE")
            .append(FilterSql.ofGathered(filter.selection(), scope, GATHERING));
  }

  static Workflow workflow(ResultSet row) throws SQLException {
    return new Workflow(
        row.getString("id"),
        Reads.texts(row, "types"),
        Reads.texts(row, "environments"),
        row.getLong("first_start"),
        row.getLong("last_end"),
        row.getLong("spans"),
        row.getLong("calls"),
        row.getLong("tokens"),
        row.getLong("tool_calls"),
        row.getLong("errors"),
        row.getLong("conversations"));
  }

  static Sql types(Scope scope) {
    return spans(scope)
        .add(
            """
            SELECT type, count(DISTINCT w) AS workflows,
              count(DISTINCT conversation_id) AS conversations, count(*) AS spans,
              count(*) FILTER (is_call) AS calls, count(DISTINCT run) AS tool_calls,
              count(*) FILTER (failed) AS errors
            FROM told GROUP BY type
            """);
  }

  static WorkflowType type(ResultSet row) throws SQLException {
    return new WorkflowType(
        row.getString("type"),
        row.getLong("workflows"),
        row.getLong("conversations"),
        row.getLong("spans"),
        row.getLong("calls"),
        row.getLong("tool_calls"),
        row.getLong("errors"));
  }

  static Sql calls(Scope scope, PriceGrid grid, @Nullable Collection<String> ids) {
    Sql which = new Sql("AND workflow_id <> ''");
    if (ids != null) {
      which.andIn("workflow_id", ids, "VARCHAR");
    }
    return CallSql.groups("[workflow_id, coalesce(workflow_type, '')]", scope, grid, which);
  }

  static WorkflowKey key(ResultSet row) throws SQLException {
    List<String> key = Reads.texts(row, "k");
    return new WorkflowKey(key.get(0), key.get(1).isEmpty() ? null : key.get(1));
  }

  /**
   * The spans that name a workflow. A failure passes through every span around it, so only the
   * innermost of those that failed is told as {@code failed}.
   */
  private static Sql spans(Scope scope) {
    return new Sql(
            "WITH s AS (SELECT workflow_id AS w, nullif(workflow_type, '') AS type, trace_id,"
                + " span_id, parent_span_id, start_nanos, duration_nanos, is_call, user_id,"
                + " environment, conversation_id, error_type, "
                + CallSql.MODEL
                + " AS model, CASE WHEN kind = 'tool_call' AND usage_role <> 'duplicate' THEN"
                + " hash(trace_id,"
                // Two instrumentations of one tool run share the call's id.
                + " coalesce(tool_call_id, span_id::VARCHAR)) END AS run, CASE WHEN is_call THEN "
                + CallSql.TOTAL
                + " END AS total FROM spans")
        .where(scope)
        .add(
            """
            AND workflow_id <> ''),
            outer_failures AS (
              SELECT DISTINCT w AS ow, trace_id AS ot, parent_span_id AS os FROM s
              WHERE error_type IS NOT NULL AND parent_span_id IS NOT NULL),
            told AS (
              SELECT s.*, error_type IS NOT NULL AND os IS NULL AS failed FROM s
              LEFT JOIN outer_failures ON ow = w AND ot = trace_id AND os = span_id)
            """);
  }
}
