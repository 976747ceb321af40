package dev.parley.server.store.duckdb;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.UsageRole;
import dev.parley.server.store.ContentHash;
import dev.parley.server.store.SpanChange;
import dev.parley.server.store.TraceSpan;
import dev.parley.server.store.Twin;
import dev.parley.server.trace.Mark;
import dev.parley.server.trace.Source;
import dev.parley.server.trace.SpanFacts;
import dev.parley.server.trace.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The SQL that reads and changes what spans are within their traces. */
final class StandingSql {
  private static final String TABLE = "changed_spans";

  private static final String FACTS =
      "SELECT trace_id, span_id, parent_span_id, day, start_nanos, duration_nanos, kind, otel_kind,"
          + " scope_name, usage_mark, request_model, response_model, response_id, "
          + CallSql.INPUT_TOTAL
          + " AS input_total, "
          + CallSql.OUTPUT_TOTAL
          + " AS output_total, "
          + CallSql.TOTAL
          + " AS total, reported_cost IS NOT NULL AS has_cost,"
          + " len(system_messages) + len(input_messages) + len(output_messages) > 0 AS has_content,"
          + " tool_name, tool_call_id, usage_role, is_call, duplicate_of, fills, seen_by,"
          + " conversation_id, conversation_from, user_id, user_from, agent_id, agent_name,"
          + " agent_from";

  private static final String OF_RANGE =
      " FROM spans WHERE project = ? AND start_nanos >= ? AND start_nanos < ?";

  private StandingSql() {}

  /** See {@link dev.parley.server.store.SpanStore#traceSpans}. */
  static List<TraceSpan> traceSpans(
      Connection connection,
      String project,
      Collection<String> traceIds,
      long fromNanos,
      long toNanos,
      int limit)
      throws SQLException {
    Sql sql =
        new Sql(FACTS + OF_RANGE, project, fromNanos, toNanos)
            .andIn("trace_id", traceIds.stream().map(SpanIds::trace).toList(), "UUID")
            .add("QUALIFY row_number() OVER (PARTITION BY trace_id) <= " + limit);
    List<TraceSpan> spans = new ArrayList<>();
    StoredKeys.query(connection, sql, row -> spans.add(span(row)));
    return spans;
  }

  /** See {@link dev.parley.server.store.SpanStore#twins}. */
  static List<Twin> twins(
      Connection connection,
      String project,
      Collection<String> responseIds,
      Collection<String> toolCallIds,
      long fromNanos,
      long toNanos)
      throws SQLException {
    Sql sql =
        new Sql(
                FACTS
                    + ", dialect, contains(attributes, '\"parley.span.source\":\"log\"') AS"
                    + " from_log"
                    + OF_RANGE,
                project,
                fromNanos,
                toNanos)
            .add("AND (kind <> 'tool_call'")
            .andIn("response_id", responseIds, "VARCHAR")
            .add("OR kind = 'tool_call'")
            .andIn("tool_call_id", toolCallIds, "VARCHAR")
            .add(")");
    List<Twin> twins = new ArrayList<>();
    StoredKeys.query(
        connection,
        sql,
        row ->
            twins.add(
                new Twin(
                    span(row),
                    Dialect.valueOf(upper(row.getString("dialect"))),
                    row.getBoolean("from_log"))));
    return twins;
  }

  private static TraceSpan span(ResultSet row) throws SQLException {
    Standing standing = standing(row);
    Long parent = Reads.nullableLong(row, "parent_span_id");
    boolean ownAgent = standing.agentSource() == Source.OWN;
    SpanFacts facts =
        new SpanFacts(
            row.getLong("span_id"),
            parent == null ? 0 : parent,
            row.getLong("start_nanos"),
            row.getLong("duration_nanos"),
            Kind.valueOf(upper(row.getString("kind"))),
            OtelKind.valueOf(upper(row.getString("otel_kind"))),
            row.getString("scope_name"),
            mark(row.getString("usage_mark")),
            row.getString("request_model"),
            row.getString("response_model"),
            row.getString("response_id"),
            SpanFacts.Tokens.of(
                Reads.nullableLong(row, "input_total"),
                Reads.nullableLong(row, "output_total"),
                Reads.nullableLong(row, "total")),
            row.getBoolean("has_cost"),
            row.getBoolean("has_content"),
            row.getString("tool_name"),
            row.getString("tool_call_id"),
            standing.conversationSource() == Source.OWN ? standing.conversationId() : null,
            standing.userSource() == Source.OWN ? standing.userId() : null,
            ownAgent ? standing.agentId() : null,
            ownAgent ? standing.agentName() : null);
    return new TraceSpan(
        ContentHash.toHex((UUID) row.getObject("trace_id")), row.getInt("day"), facts, standing);
  }

  /** Of the columns of {@link SpanSql#COLUMNS}. */
  static Standing standing(ResultSet row) throws SQLException {
    Long duplicateOf = Reads.nullableLong(row, "duplicate_of");
    String conversation = row.getString("conversation_id");
    String user = row.getString("user_id");
    String agentId = row.getString("agent_id");
    String agentName = row.getString("agent_name");
    boolean agent = agentId != null || agentName != null;
    return new Standing(
        UsageRole.valueOf(upper(row.getString("usage_role"))),
        row.getBoolean("is_call"),
        duplicateOf == null ? 0 : duplicateOf,
        row.getBoolean("fills"),
        row.getInt("seen_by"),
        conversation,
        source(conversation != null, row.getString("conversation_from")),
        user,
        source(user != null, row.getString("user_from")),
        agentId,
        agentName,
        source(agent, row.getString("agent_from")));
  }

  private static @Nullable Source source(boolean known, @Nullable String from) {
    return !known ? null : from == null ? Source.OWN : Source.valueOf(upper(from));
  }

  private static @Nullable Mark mark(@Nullable String name) {
    return name == null ? null : Mark.valueOf(upper(name));
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  /**
   * Changes rows by one statement, which reads no more than the days and times that they are of.
   * Part of the transaction that the connection is in.
   */
  static void apply(DuckDBConnection connection, String project, List<SpanChange> changes)
      throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    Engine.execute(
        connection,
        "CREATE TEMP TABLE IF NOT EXISTS "
            + TABLE
            + " (trace_id UUID, span_id BIGINT, counts_differ BOOLEAN, usage_role VARCHAR,"
            + " is_call BOOLEAN, conversation_id VARCHAR, user_id VARCHAR, agent_id VARCHAR,"
            + " agent_name VARCHAR, usage_mark VARCHAR, duplicate_of BIGINT, fills BOOLEAN,"
            + " seen_by INTEGER, conversation_from VARCHAR, user_from VARCHAR,"
            + " agent_from VARCHAR)");
    try (RowAppender appender = RowAppender.temporary(connection, TABLE)) {
      for (SpanChange change : changes) {
        Rows.change(appender, change);
      }
    }
    Sql recounted = recounted(project, changes);
    if (recounted != null) {
      CallChanges.removed(connection, recounted);
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE spans SET usage_role = c.usage_role, is_call = c.is_call,"
                + " conversation_id = c.conversation_id, user_id = c.user_id,"
                + " agent_id = c.agent_id, agent_name = c.agent_name, usage_mark = c.usage_mark,"
                + " duplicate_of = c.duplicate_of, fills = c.fills, seen_by = c.seen_by,"
                + " conversation_from = c.conversation_from, user_from = c.user_from,"
                + " agent_from = c.agent_from FROM temp.main."
                + TABLE
                + " c WHERE spans.project = ? AND spans.day BETWEEN ? AND ?"
                + " AND spans.start_nanos BETWEEN ? AND ?"
                + " AND spans.trace_id = c.trace_id AND spans.span_id = c.span_id")) {
      update.setString(1, project);
      update.setInt(2, changes.stream().mapToInt(SpanChange::day).min().orElseThrow());
      update.setInt(3, changes.stream().mapToInt(SpanChange::day).max().orElseThrow());
      update.setLong(4, changes.stream().mapToLong(SpanChange::startNanos).min().orElseThrow());
      update.setLong(5, changes.stream().mapToLong(SpanChange::startNanos).max().orElseThrow());
      update.execute();
    }
    if (recounted != null) {
      CallChanges.added(connection, recounted);
    }
    Extents.changed(connection, project, changes);
    Engine.execute(connection, "DELETE FROM temp.main." + TABLE);
  }

  /** The rows whose change makes or unmakes a call; null when there is none. */
  private static @Nullable Sql recounted(String project, List<SpanChange> changes) {
    List<SpanChange> recounted = changes.stream().filter(SpanChange::countsDiffer).toList();
    if (recounted.isEmpty()) {
      return null;
    }
    return new Sql(
        "project = ? AND start_nanos BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM temp.main."
            + TABLE
            + " c WHERE c.counts_differ AND c.trace_id = spans.trace_id AND c.span_id ="
            + " spans.span_id)",
        project,
        recounted.stream().mapToLong(SpanChange::startNanos).min().orElseThrow(),
        recounted.stream().mapToLong(SpanChange::startNanos).max().orElseThrow());
  }
}
