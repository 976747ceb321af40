package dev.parley.server.store.duckdb;

import dev.parley.server.store.CostTable;
import dev.parley.server.store.Scope;
import dev.parley.server.store.Selection;
import dev.parley.server.store.SpanReader.Conversation;
import dev.parley.server.store.SpanReader.ConversationCosts;
import dev.parley.server.store.SpanReader.ConversationFilter;
import dev.parley.server.store.SpanReader.ConversationOrder;
import dev.parley.server.store.SpanReader.ConversationPick;
import dev.parley.server.store.filter.KnownField;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that folds spans into conversations.
 *
 * <p>A turn is the number that the caller set, across traces; else one per trace and automatic
 * number. Spans without a number make a turn of their trace only where no GenAI span of the trace
 * has one: elsewhere they are an instrumentation that saw the conversation but not the turn. Only a
 * turn with a GenAI span is one.
 */
final class ConversationSql {
  private static final FilterSql.Gathering GATHERING =
      new FilterSql.Gathering(
          "conversation_id",
          "c",
          Map.of(
              KnownField.TURNS, "turns",
              KnownField.DURATION, "duration",
              KnownField.CALLS, "calls",
              KnownField.TOOL_CALLS, "tool_calls",
              KnownField.TOKENS, "tokens",
              KnownField.ERRORS, "(failed_calls + failed_tool_calls)"));

  private ConversationSql() {}

  /** The conversations with a call in the scope. */
  static Sql conversations(Scope scope, Collection<String> ids) {
    return folded(scope, ConversationFilter.NONE, ids);
  }

  /** Columns {@code n}, {@code c} and {@code user_id}. */
  static Sql ids(Scope scope, ConversationFilter filter, ConversationPick pick) {
    Sql sql =
        new Sql("WITH found AS MATERIALIZED (SELECT * FROM (")
            .append(isPlain(filter, pick) ? plain(scope, filter, pick) : told(scope, filter, pick))
            .add(")");
    if (pick.costs() != null) {
      sql.add(pick.unpricedOnly() ? "JOIN (" : "LEFT JOIN (")
          .append(CostSql.byConversation(scope, pick.costs()))
          .add(pick.unpricedOnly() ? ") USING (c) WHERE unpriced > 0" : ") USING (c)");
    }
    String key = pick.order() == ConversationOrder.COST ? "cost" : "k";
    return sql.add(
        ") SELECT (SELECT count(*) FROM found) AS n, c, user_id FROM found ORDER BY "
            + key
            + (pick.descending() ? " DESC" : " ASC")
            + " NULLS LAST, last_end DESC, c LIMIT "
            + pick.limit()
            + " OFFSET "
            + pick.offset());
  }

  /** Whether what is asked for is known without folding whole conversations. */
  private static boolean isPlain(ConversationFilter filter, ConversationPick pick) {
    return filter.selection() == null
        && switch (pick.order()) {
          case LAST_ACTIVITY, TOKENS, COST -> true;
          case DURATION, TURNS, ERRORS -> false;
        };
  }

  private static Sql plain(Scope scope, ConversationFilter filter, ConversationPick pick) {
    boolean byTokens = pick.order() == ConversationOrder.TOKENS;
    Sql sql =
        new Sql(
                "SELECT conversation_id AS c, arg_max(user_id, start_nanos) FILTER (user_id IS NOT"
                    + " NULL) AS user_id, max(start_nanos + duration_nanos) AS last_end, "
                    + (byTokens
                        ? "coalesce(sum(CASE WHEN is_call THEN " + CallSql.TOTAL + " END), 0)"
                        : "max(start_nanos + duration_nanos)")
                    + " AS k FROM spans")
            .where(scope)
            .add("AND conversation_id IS NOT NULL AND (gen_ai OR conversation_from IS NULL)")
            .add("GROUP BY c HAVING bool_or(is_call)");
    having(sql, filter);
    if (filter.failedOnly()) {
      sql.add(
          "AND bool_or(error_type IS NOT NULL AND (is_call OR kind = 'tool_call' AND usage_role <>"
              + " 'duplicate'))");
    }
    return sql;
  }

  private static Sql told(Scope scope, ConversationFilter filter, ConversationPick pick) {
    return new Sql(
            "SELECT c, user_id, last_end, "
                + switch (pick.order()) {
                  case LAST_ACTIVITY, COST -> "last_end";
                  case TOKENS -> "tokens";
                  case DURATION -> "duration";
                  case TURNS -> "turns";
                  case ERRORS -> "failed_calls + failed_tool_calls";
                }
                + " AS k FROM (")
        .append(folded(scope, filter, null))
        .add(")");
  }

  private static void having(Sql sql, ConversationFilter filter) {
    sql.and("bool_or(coalesce(user_id = ?, false))", filter.user())
        .and("bool_or(is_call AND coalesce(" + CallSql.MODEL + " = ?, false))", filter.model());
  }

  /** What conversations cost together; their costs in order around the 95th percentile. */
  static Sql costs(Scope scope, CostTable costs) {
    return new Sql("WITH each AS (")
        .append(CostSql.byConversation(scope, costs))
        .add(
            """
            )
            SELECT count(*) AS n, count(cost) AS priced, sum(cost) AS total,
              coalesce(sum(unpriced), 0)::BIGINT AS unpriced,
              list_sort(list(cost) FILTER (cost IS NOT NULL))[
                95 * (count(cost) - 1) // 100 + 1 : 95 * (count(cost) - 1) // 100 + 2] AS near95
            FROM each
            """);
  }

  static ConversationCosts costs(ResultSet row) throws SQLException {
    List<BigDecimal> near95 = new ArrayList<>();
    Array array = row.getArray("near95");
    if (array != null) {
      for (Object cost : (Object[]) array.getArray()) {
        near95.add((BigDecimal) cost);
      }
    }
    return new ConversationCosts(
        row.getLong("n"),
        row.getLong("priced"),
        row.getBigDecimal("total"),
        near95,
        row.getLong("unpriced"));
  }

  private static Sql folded(
      Scope scope, ConversationFilter filter, @Nullable Collection<String> ids) {
    Sql sql =
        new Sql(
                "WITH s AS (SELECT conversation_id, trace_id, turn, turn_automatic, start_nanos,"
                    + " duration_nanos, gen_ai, is_call, usage_role, user_id, environment,"
                    + " error_type, kind, agent_name, workflow_type, category, request_model,"
                    + " response_model, hash(trace_id, coalesce(tool_call_id, span_id::VARCHAR)) AS"
                    + " run, CASE WHEN is_call THEN "
                    + CallSql.TOTAL
                    + " END AS total FROM spans")
            .where(scope);
    if (ids != null) {
      sql.add("AND rowid IN (SELECT rowid FROM spans")
          .where(scope.whole())
          .andIn("conversation_id", ids, "VARCHAR")
          .add(")");
    }
    sql.add(
        """
        AND conversation_id IS NOT NULL AND (gen_ai OR conversation_from IS NULL)),
        parts AS (
          SELECT conversation_id AS c, trace_id AS t, turn, turn_automatic AS a,
            min(start_nanos) AS b, max(start_nanos + duration_nanos) AS e, bool_or(gen_ai) AS g
          FROM s GROUP BY ALL),
        marked AS (
          SELECT *, bool_or(turn IS NOT NULL AND g) OVER (PARTITION BY c, t) AS numbered FROM parts),
        turns AS (
          SELECT c, min(b) AS b, max(e) AS e FROM marked
          WHERE turn IS NOT NULL OR NOT numbered
          GROUP BY c, turn, a OR turn IS NULL, CASE WHEN a OR turn IS NULL THEN t END
          HAVING bool_or(g)),
        sums AS (SELECT c, count(*) AS turns,
          -- Clocks that are off can make turns of centuries, whose sum has more than 64 bits.
          least(sum(e - b), 9223372036854775807)::BIGINT AS duration FROM turns GROUP BY c),
        folded AS (
          SELECT conversation_id AS c,
            arg_max(user_id, start_nanos) FILTER (user_id IS NOT NULL) AS user_id,
            list_sort(list(DISTINCT environment) FILTER (environment <> '')) AS environments,
            min(start_nanos) AS first_start, max(start_nanos + duration_nanos) AS last_end,
            count(*) FILTER (is_call) AS calls,
            count(*) FILTER (is_call AND error_type IS NOT NULL) AS failed_calls,
        """);
    sql.add("coalesce(sum(total), 0)::BIGINT AS tokens,");
    // Two instrumentations of one tool run share the call's id.
    sql.add(
        """
            count(DISTINCT CASE WHEN kind = 'tool_call' AND usage_role <> 'duplicate' THEN run END) AS tool_calls,
            count(DISTINCT CASE WHEN kind = 'tool_call' AND usage_role <> 'duplicate'
                AND error_type IS NOT NULL THEN run END)
                AS failed_tool_calls,
            list(agent_name ORDER BY start_nanos) FILTER (agent_name <> '') AS agents,
            list_sort(list(DISTINCT workflow_type) FILTER (workflow_type <> '')) AS workflow_types,
            arg_max(category, start_nanos) FILTER (category IS NOT NULL) AS category
          FROM s GROUP BY conversation_id HAVING bool_or(is_call)
        """);
    having(sql, filter);
    sql.add(") SELECT * FROM folded JOIN sums USING (c) WHERE true");
    if (filter.failedOnly()) {
      sql.add("AND failed_calls + failed_tool_calls > 0");
    }
    Selection selection = filter.selection();
    return selection == null
        ? sql
        : sql.add("AND (").append(FilterSql.ofGathered(selection, scope, GATHERING)).add(")");
  }

  static Conversation conversation(ResultSet row) throws SQLException {
    return new Conversation(
        row.getString("c"),
        row.getString("user_id"),
        Reads.texts(row, "environments"),
        row.getLong("first_start"),
        row.getLong("last_end"),
        row.getLong("turns"),
        row.getLong("duration"),
        row.getLong("calls"),
        row.getLong("tokens"),
        row.getLong("failed_calls"),
        row.getLong("tool_calls"),
        row.getLong("failed_tool_calls"),
        // In the order of their first appearance, which is that of the hand-offs.
        Reads.texts(row, "agents").stream().distinct().toList(),
        Reads.texts(row, "workflow_types"),
        row.getString("category"));
  }

  /** A number of a conversation: no two of some millions have the same. */
  static final String NUMBER = "(hash(conversation_id) >> 1)::BIGINT";

  /** Calls of conversations with the turn that each is in, and the references to what was said. */
  private static Sql calls(String key, Scope scope, Sql more) {
    return new Sql(
            "WITH calls AS (SELECT "
                + key
                + " AS c, day, turn, turn_automatic OR turn IS NULL"
                + " AS a, CASE WHEN turn_automatic OR turn IS NULL THEN trace_id END AS t,"
                + " list_concat(input_messages, output_messages) AS said FROM spans")
        .where(scope)
        .add("AND (is_call OR fills) AND conversation_id IS NOT NULL")
        .append(more)
        .add(
            """
            ),
            -- What others than users and assistants said is little, and quicker left out than the rest let in.
            said AS (
              SELECT c, day, h FROM (SELECT c, day, unnest(said) AS h FROM calls)
              WHERE h NOT IN (SELECT hash FROM messages
                WHERE coalesce(role NOT IN ('user', 'assistant'), true)
                  AND day BETWEEN (SELECT min(day) FROM calls) AND (SELECT max(day) FROM calls))),
            silent AS (
              SELECT c FROM calls GROUP BY c, turn, a, t HAVING max(len(said)) = 0)
            """);
  }

  static Sql allMessages(Scope scope) {
    return allMessages(scope, new Sql(""));
  }

  /** Those of the conversations with these numbers. */
  static Sql allMessages(Scope scope, Collection<Long> numbers) {
    return allMessages(scope, numbered(scope, numbers));
  }

  /** Those of each of them, with the columns of {@link #messagesByDay}; day has no meaning. */
  static Sql messagesOf(Scope scope, Collection<Long> numbers) {
    return calls(NUMBER, scope, numbered(scope, numbers))
        .add(
            """
            SELECT 0, c, coalesce(n, 0)::INTEGER AS n, coalesce(quiet, 0)::INTEGER AS quiet
            FROM (SELECT DISTINCT c FROM calls)
            LEFT JOIN (SELECT c, count(DISTINCT h) AS n FROM said GROUP BY c) USING (c)
            LEFT JOIN (SELECT c, count(*) AS quiet FROM silent GROUP BY c) USING (c)
            """);
  }

  private static Sql numbered(Scope scope, Collection<Long> numbers) {
    return new Sql("AND rowid IN (SELECT rowid FROM spans")
        .where(scope)
        .add("AND conversation_id IS NOT NULL AND (is_call OR fills) AND")
        .add(NUMBER + " IN (SELECT unnest(?::BIGINT[])))", numbers.toString());
  }

  /** Columns {@code day}, {@code c} (a {@link #NUMBER}), {@code n} and {@code quiet}. */
  static Sql messagesByDay(Scope scope, Collection<Integer> days) {
    return calls(NUMBER, scope, new Sql("").andIn("day", days, "INTEGER"))
        .add(
            """
            SELECT day, c, coalesce(n, 0)::INTEGER AS n, coalesce(quiet, 0)::INTEGER AS quiet
            FROM (SELECT DISTINCT day, c FROM calls)
            LEFT JOIN (SELECT day, c, count(*) AS n FROM
              (SELECT DISTINCT day, c, hash(h) FROM said) GROUP BY day, c) USING (day, c)
            LEFT JOIN (SELECT day, c, count(*) AS quiet FROM
              (SELECT day, c FROM calls GROUP BY day, c, turn, a, t HAVING max(len(said)) = 0)
              GROUP BY day, c) USING (day, c)
            """);
  }

  private static Sql allMessages(Scope scope, Sql more) {
    return calls("conversation_id", scope, more)
        .add(
            // Pairs of 24 bytes and more are numbers of 64 bits while counting.
            "SELECT (SELECT count(*) FROM (SELECT DISTINCT hash(c, h) FROM said)) AS n,"
                + " (SELECT count(*) FROM silent) AS quiet");
  }

  static Sql messages(Scope scope, Collection<String> ids) {
    return calls("conversation_id", scope, new Sql("").andIn("conversation_id", ids, "VARCHAR"))
        .add(
            """
            SELECT c, coalesce(n, 0) AS n, coalesce(quiet, 0) AS quiet
            FROM (SELECT DISTINCT c FROM calls)
            LEFT JOIN (SELECT c, count(DISTINCT h) AS n FROM said GROUP BY c) USING (c)
            LEFT JOIN (SELECT c, count(*) AS quiet FROM silent GROUP BY c) USING (c)
            """);
  }

  /**
   * What the first call of each conversation that has messages was asked with, and its day.
   *
   * @param where when the conversations' spans start, as a condition
   */
  static Sql openings(Collection<String> ids, Sql where) {
    return new Sql(
            "SELECT conversation_id AS c, arg_min(day, start_nanos) AS day,"
                + " arg_min(input_messages, start_nanos) AS m FROM spans WHERE")
        .append(where)
        .add("AND (is_call OR fills) AND len(input_messages) > 0 AND")
        .append(Extents.in("conversation_id", ids))
        .add("GROUP BY c");
  }
}
