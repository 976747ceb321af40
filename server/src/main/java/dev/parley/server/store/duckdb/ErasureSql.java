package dev.parley.server.store.duckdb;

import dev.parley.server.store.Erasure;
import dev.parley.server.store.Removed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The SQL that finds and removes what belongs to somebody. Part of the transaction that the
 * connection is in; its temporary tables live as long as the connection.
 *
 * <p>An id reaches further than the spans that name it, as it does when a trace is judged: to the
 * spans of its trace that name none, where no other id is named in that trace.
 */
final class ErasureSql {
  /** Where log records and metric points, which are not understood as spans are, name users. */
  private static final List<String> USER_KEYS =
      List.of(
          "user.id",
          "enduser.id",
          "gen_ai.user.id",
          "user.account_uuid",
          "user.account_id",
          "user.email");

  /** The same for conversations. */
  private static final List<String> CONVERSATION_KEYS =
      List.of("session.id", "gen_ai.conversation.id", "gen_ai.session.id", "conversation.id");

  /** References to content in packed JSON. */
  private static final String REFERENCE = "'\"\\$(?:message|value|text)\":\"([0-9a-f]{32})\"', 1";

  private ErasureSql() {}

  static Removed erase(Connection connection, Erasure erasure) throws SQLException {
    if (erasure.subject() == Erasure.Subject.PROJECT) {
      return eraseProject(connection, erasure.id());
    }
    String project = erasure.project();
    boolean user = erasure.subject() == Erasure.Subject.USER;
    if (user) {
      findOfUser(connection, project, erasure.id());
    } else {
      findOfConversation(connection, project, erasure.id());
    }
    Sql logs = logs(project, user ? USER_KEYS : CONVERSATION_KEYS, erasure.id());
    Sql points = new Sql("project = ? AND", project);
    points.append(named("attributes", user ? USER_KEYS : CONVERSATION_KEYS, erasure.id()));
    noteDays(connection, logs, points);
    CallChanges.removedForGood(
        connection,
        new Sql(
            "project = ? AND (trace_id, span_id) IN (SELECT trace_id, span_id FROM"
                + " temp.main.erased)",
            project));
    long traces =
        new Sql("SELECT count(DISTINCT trace_id) FROM temp.main.erased").number(connection);
    long scores = scores(project, user, erasure.id()).run(connection);
    long removedLogs = new Sql("DELETE FROM logs WHERE").append(logs).run(connection);
    long removedPoints = new Sql("DELETE FROM metric_points WHERE").append(points).run(connection);
    long spans =
        new Sql(
                "DELETE FROM spans WHERE project = ? AND day IN (SELECT day FROM"
                    + " temp.main.erased_days) AND (trace_id, span_id) IN (SELECT trace_id,"
                    + " span_id FROM temp.main.erased)",
                project)
            .run(connection);
    Extents.sweep(connection, project, "temp.main.erased");
    return new Removed(
        spans, traces, removedLogs, removedPoints, scores, sweepContents(connection, project));
  }

  private static Removed eraseProject(Connection connection, String project) throws SQLException {
    Sql all = new Sql("project = ?", project);
    CallChanges.removedForGood(connection, all);
    long traces =
        new Sql("SELECT count(DISTINCT trace_id) FROM spans WHERE").append(all).number(connection);
    long contents = 0;
    for (String table : Tables.CONTENTS) {
      contents += new Sql("DELETE FROM " + table + " WHERE").append(all).run(connection);
    }
    Extents.erase(connection, project);
    return new Removed(
        new Sql("DELETE FROM spans WHERE").append(all).run(connection),
        traces,
        new Sql("DELETE FROM logs WHERE").append(all).run(connection),
        new Sql("DELETE FROM metric_points WHERE").append(all).run(connection),
        new Sql("DELETE FROM scores WHERE").append(all).run(connection),
        contents);
  }

  private static void findOfUser(Connection connection, String project, String id)
      throws SQLException {
    only(connection, "erased_traces", "trace_id", "user_id", project, id);
    only(connection, "erased_conversations", "conversation_id", "user_id", project, id);
    create(
        connection,
        "erased",
        new Sql(
            "SELECT day, trace_id, span_id, response_id FROM spans WHERE project = ? AND (user_id"
                + " = ? OR (user_id IS NULL AND (trace_id IN (SELECT id FROM"
                + " temp.main.erased_traces) OR conversation_id IN (SELECT id FROM"
                + " temp.main.erased_conversations))))",
            project,
            id));
  }

  private static void findOfConversation(Connection connection, String project, String id)
      throws SQLException {
    only(connection, "erased_traces", "trace_id", "conversation_id", project, id);
    create(connection, "erased_conversations", new Sql("SELECT ?::VARCHAR AS id", id));
    create(
        connection,
        "erased",
        new Sql(
            "SELECT day, trace_id, span_id, response_id FROM spans WHERE project = ? AND"
                + " (conversation_id = ? OR (conversation_id IS NULL AND trace_id IN (SELECT id"
                + " FROM temp.main.erased_traces)))",
            project,
            id));
  }

  /** Those traces or conversations in which no other user or conversation is named. */
  private static void only(
      Connection connection, String table, String group, String column, String project, String id)
      throws SQLException {
    create(
        connection,
        table,
        new Sql(
            "SELECT "
                + group
                + " AS id FROM spans WHERE project = ? AND "
                + group
                + " IN (SELECT "
                + group
                + " FROM spans WHERE project = ? AND "
                + column
                + " = ?) GROUP BY "
                + group
                + " HAVING bool_and("
                + column
                + " IS NULL OR "
                + column
                + " = ?)",
            project,
            project,
            id,
            id));
  }

  /** Log records of spans that go, of traces that go whole, and those that name the id. */
  private static Sql logs(String project, List<String> keys, String id) {
    return new Sql(
            "project = ? AND ((trace_id, span_id) IN (SELECT trace_id, span_id FROM"
                + " temp.main.erased) OR trace_id IN (SELECT trace_id FROM temp.main.erased"
                + " EXCEPT SELECT s.trace_id FROM spans s WHERE s.project = ? AND s.trace_id IN"
                + " (SELECT trace_id FROM temp.main.erased) AND (s.trace_id, s.span_id) NOT IN"
                + " (SELECT trace_id, span_id FROM temp.main.erased)) OR",
            project,
            project)
        .append(named("attributes", keys, id))
        .add(")");
  }

  private static Sql named(String column, List<String> keys, String id) {
    // The text alone is cheap to look for, and decides nearly all rows.
    Sql sql = new Sql("(contains(" + column + ", ?) AND (false", id);
    for (String key : keys) {
      sql.add("OR json_extract_string(" + column + ", '$.\"" + key + "\"') = ?", id);
    }
    return sql.add("))");
  }

  /** Every row of a score of which one is about something that goes. */
  private static Sql scores(String project, boolean user, String id) {
    Sql sql =
        new Sql(
            "DELETE FROM scores WHERE project = ? AND id IN (SELECT id FROM scores WHERE project ="
                + " ? AND ((trace_id, span_id) IN (SELECT trace_id, span_id FROM"
                + " temp.main.erased) OR (span_id IS NULL AND trace_id IN (SELECT id FROM"
                + " temp.main.erased_traces)) OR response_id IN (SELECT response_id FROM"
                + " temp.main.erased WHERE response_id IS NOT NULL) OR conversation_id IN (SELECT"
                + " id FROM temp.main.erased_conversations)",
            project,
            project);
    if (user) {
      sql.add("OR evaluator = ?", id);
    }
    return sql.add("))");
  }

  private static void noteDays(Connection connection, Sql logs, Sql points) throws SQLException {
    create(
        connection,
        "erased_days",
        new Sql("SELECT day FROM temp.main.erased UNION SELECT day FROM logs WHERE")
            .append(logs)
            .add("UNION SELECT day FROM metric_points WHERE")
            .append(points));
  }

  /** Removes what is referred to no more in the days from which something went. */
  private static long sweepContents(Connection connection, String project) throws SQLException {
    String ofDays = " WHERE project = ? AND day IN (SELECT day FROM temp.main.erased_days)";
    create(
        connection,
        "referred",
        new Sql(
            "SELECT DISTINCT day, hash FROM (SELECT day, unnest(list_concat(system_messages,"
                + " input_messages, output_messages)) AS hash FROM spans"
                + ofDays
                + " UNION ALL SELECT day, resource FROM spans"
                + ofDays
                + " UNION ALL SELECT day, resource FROM logs"
                + ofDays
                + " UNION ALL SELECT day, resource FROM metric_points"
                + ofDays
                + " UNION ALL SELECT day, unnest(list_concat(told_system, told_input,"
                + " told_output)) FROM logs"
                + ofDays
                + " UNION ALL SELECT day, unnest(regexp_extract_all(concat_ws(' ', attributes,"
                + " events, links, tool_arguments, tool_result), "
                + REFERENCE
                + "))::UUID FROM spans"
                + ofDays
                + " UNION ALL SELECT day, unnest(regexp_extract_all(concat_ws(' ', body,"
                + " attributes), "
                + REFERENCE
                + "))::UUID FROM logs"
                + ofDays
                + ")",
            project,
            project,
            project,
            project,
            project,
            project,
            project));
    new Sql("DELETE FROM titles" + ofDays, project)
        .add("AND (day, hash) NOT IN (SELECT day, hash FROM temp.main.referred)")
        .run(connection);
    long removed = 0;
    for (String table : Tables.CONTENTS) {
      removed +=
          new Sql(
                  "DELETE FROM "
                      + table
                      + ofDays
                      + " AND (day, hash) NOT IN (SELECT day, hash FROM temp.main.referred)",
                  project)
              .run(connection);
    }
    return removed;
  }

  private static void create(Connection connection, String table, Sql query) throws SQLException {
    new Sql("CREATE TEMP TABLE " + table + " AS").append(query).run(connection);
  }
}
