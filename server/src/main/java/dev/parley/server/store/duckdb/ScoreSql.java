package dev.parley.server.store.duckdb;

import dev.parley.server.model.Score;
import dev.parley.server.model.SpanKey;
import dev.parley.server.store.ContentHash;
import dev.parley.server.store.ScoreReader.NamedScores;
import dev.parley.server.store.ScoreReader.ScoreFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL that finds what is scored. */
final class ScoreSql {
  /** The newest row of each score: one that is sent again under its id replaces the one before. */
  static final String NEWEST =
      "(SELECT * FROM scores QUALIFY row_number() OVER (PARTITION BY project, id ORDER BY"
          + " received_nanos DESC, time_nanos DESC) = 1)";

  private static final String COLUMNS =
      "id, time_nanos, name, value, label, explanation, origin, evaluator, trace_id, span_id,"
          + " conversation_id, turn, response_id";

  private ScoreSql() {}

  /**
   * Matching scores, newest first.
   *
   * @param where where the spans of the conversation or trace are that is asked for, as a condition
   */
  static Sql scores(ScoreFilter filter, Sql where, int limit, int offset) {
    return matching(COLUMNS, filter, where)
        .add("ORDER BY time_nanos DESC, id LIMIT " + limit + " OFFSET " + offset);
  }

  /** Matching scores by name; {@code where} as in {@link #scores}. */
  static Sql names(ScoreFilter filter, Sql where) {
    return matching("name, count(*) AS n, avg(value) AS average", filter, where)
        .add("GROUP BY name ORDER BY n DESC, name");
  }

  /** The spans of the conversation that is asked for, read once, as {@code named}. */
  private static Sql spans(@Nullable String conversation, Sql where) {
    return conversation == null
        ? new Sql("")
        : new Sql(
                "WITH named AS MATERIALIZED (SELECT trace_id, response_id FROM spans WHERE"
                    + " conversation_id = ? AND",
                conversation)
            .append(where)
            .add(")");
  }

  private static Sql matching(String columns, ScoreFilter filter, Sql where) {
    Sql sql =
        spans(filter.conversationId(), where)
            .add(
                "SELECT "
                    + columns
                    + " FROM "
                    + NEWEST
                    + " WHERE time_nanos >= ? AND time_nanos <"
                    + " ?",
                filter.fromNanos(),
                filter.toNanos())
            .and("name = ?", filter.name());
    String conversation = filter.conversationId();
    if (conversation != null) {
      sql.add(
          "AND (conversation_id = ? OR trace_id IN (SELECT trace_id FROM named) OR response_id IN"
              + " (SELECT response_id FROM named WHERE response_id IS NOT NULL))",
          conversation);
    }
    if (filter.traceId() != null) {
      UUID trace = SpanIds.trace(filter.traceId());
      sql.add(
              "AND (trace_id = ?::UUID OR response_id IN (SELECT response_id FROM spans WHERE"
                  + " trace_id = ?::UUID AND response_id IS NOT NULL AND",
              trace,
              trace)
          .append(where)
          .add("))");
    }
    SpanKey span = filter.span();
    if (span != null) {
      UUID trace = SpanIds.trace(span.traceId());
      long id = SpanIds.span(span.spanId());
      sql.add(
              "AND (trace_id = ?::UUID AND span_id = ? OR span_id IS NULL AND response_id IN"
                  + " (SELECT response_id FROM spans WHERE trace_id = ?::UUID AND span_id = ? AND"
                  + " response_id IS NOT NULL AND",
              trace,
              id,
              trace,
              id)
          .append(where)
          .add("))");
    }
    return sql;
  }

  static Score score(ResultSet row) throws SQLException {
    UUID trace = (UUID) row.getObject("trace_id");
    Long span = Reads.nullableLong(row, "span_id");
    return new Score(
        row.getString("id"),
        row.getLong("time_nanos"),
        row.getString("name"),
        nullableDouble(row, "value"),
        row.getString("label"),
        row.getString("explanation"),
        Score.Source.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
        row.getString("evaluator"),
        new Score.About(
            trace == null ? null : ContentHash.toHex(trace),
            span == null ? null : SpanKey.spanId(span),
            row.getString("conversation_id"),
            Reads.nullableInt(row, "turn"),
            row.getString("response_id")));
  }

  static NamedScores named(ResultSet row) throws SQLException {
    return new NamedScores(row.getString("name"), row.getLong("n"), nullableDouble(row, "average"));
  }

  private static @Nullable Double nullableDouble(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  /**
   * The condition that a conversation has a score of this name on itself or one of its turns: a
   * turn whose number no span carries is found so.
   *
   * @param id the column with the conversation's id
   * @param condition on the columns of {@code scores}
   */
  static Sql onConversation(String id, String name, Sql condition) {
    return new Sql(
            id
                + " IN (SELECT conversation_id FROM "
                + NEWEST
                + " WHERE name = ? AND span_id IS"
                + " NULL AND response_id IS NULL AND conversation_id IS NOT NULL AND",
            name)
        .append(condition)
        .add(")");
  }

  /**
   * The condition that a span has a score of this name which fulfils another condition: on itself,
   * its answer, its turn, its conversation or its trace.
   *
   * @param condition on the columns of {@code scores}
   */
  static Sql onSpan(String name, Sql condition) {
    Sql sql = new Sql("(");
    add(sql, "(trace_id, span_id)", "trace_id, span_id", "span_id IS NOT NULL", name, condition);
    sql.add("OR");
    add(
        sql,
        "response_id",
        "response_id",
        "span_id IS NULL AND response_id IS NOT NULL",
        name,
        condition);
    sql.add("OR");
    add(
        sql,
        "(conversation_id, turn)",
        "conversation_id, turn",
        "span_id IS NULL AND response_id IS NULL AND conversation_id IS NOT NULL AND turn IS NOT"
            + " NULL",
        name,
        condition);
    sql.add("OR");
    add(
        sql,
        "conversation_id",
        "conversation_id",
        "span_id IS NULL AND response_id IS NULL AND conversation_id IS NOT NULL AND turn IS NULL",
        name,
        condition);
    sql.add("OR");
    add(
        sql,
        "trace_id",
        "trace_id",
        "span_id IS NULL AND response_id IS NULL AND conversation_id IS NULL",
        name,
        condition);
    return sql.add(")");
  }

  private static void add(
      Sql sql, String of, String columns, String target, String name, Sql condition) {
    sql.add(
            of + " IN (SELECT " + columns + " FROM " + NEWEST + " WHERE name = ? AND " + target,
            name)
        .add("AND")
        .append(condition)
        .add(")");
  }
}
