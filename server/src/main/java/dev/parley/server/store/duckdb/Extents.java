package dev.parley.server.store.duckdb;

import dev.parley.server.store.SpanChange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that keeps where conversations and traces lie in time, and asks for it.
 *
 * <p>What is kept only says where to look: it covers every span that there is, and may cover more.
 * So nothing that is removed or no longer belongs to a conversation makes it wrong, and a span that
 * comes to one later adds a row in the transaction that changes it. Spans received after the last
 * fold are looked at by each question; they lie together, so that is quick.
 */
final class Extents {
  private static final String CONVERSATIONS = "conversation_extents";
  private static final String TRACES = "trace_extents";

  /** More values than that are told as one parameter: each of their own would be planned. */
  private static final int FEW = 60;

  /** Starts from the first to the last, both included; nanoseconds since the epoch. */
  record Extent(long firstNanos, long lastNanos) {
    /** Holds for every span where nothing is known. */
    static Sql condition(@Nullable Extent extent) {
      return extent == null
          ? new Sql("true")
          : new Sql("start_nanos BETWEEN ? AND ?", extent.firstNanos, extent.lastNanos);
    }
  }

  private Extents() {}

  /** Covers the spans that a project received after one time until another. */
  static void fold(Connection connection, String project, long after, long until)
      throws SQLException {
    fold(connection, CONVERSATIONS, "conversation_id", received(project, after, until));
    fold(connection, TRACES, "trace_id", received(project, after, until));
  }

  /** Condition on {@code spans}. */
  static Sql received(String project, long after, long until) {
    return new Sql(
        "project = ? AND received_nanos > ? AND received_nanos <= ?", project, after, until);
  }

  /**
   * Covers spans whose conversation has changed.
   *
   * @param which condition on {@code spans} that holds for every row that was updated
   */
  static void changed(Connection connection, Sql which) throws SQLException {
    fold(connection, CONVERSATIONS, "conversation_id", which);
  }

  private static void fold(Connection connection, String table, String key, Sql which)
      throws SQLException {
    new Sql(
            "INSERT INTO "
                + table
                + " SELECT project, "
                + key
                + ", min(start_nanos), max(start_nanos) FROM spans WHERE")
        .append(which)
        .add("AND " + key + " IS NOT NULL GROUP BY project, " + key)
        .run(connection);
  }

  /** Covers the spans that come to another conversation by these changes. */
  static void changed(DuckDBConnection connection, String project, List<SpanChange> changes)
      throws SQLException {
    Map<String, Extent> moved = new HashMap<>();
    for (SpanChange change : changes) {
      String conversation = change.standing().conversationId();
      if (conversation != null && !conversation.equals(change.before().conversationId())) {
        long start = change.startNanos();
        moved.merge(
            conversation,
            new Extent(start, start),
            (a, b) ->
                new Extent(
                    Math.min(a.firstNanos(), b.firstNanos()),
                    Math.max(a.lastNanos(), b.lastNanos())));
      }
    }
    if (moved.isEmpty()) {
      return;
    }
    try (RowAppender rows = new RowAppender(connection, CONVERSATIONS)) {
      for (Map.Entry<String, Extent> each : moved.entrySet()) {
        rows.begin()
            .text(project)
            .text(each.getKey())
            .number(each.getValue().firstNanos())
            .number(each.getValue().lastNanos())
            .end();
      }
      rows.flush();
    }
  }

  /** Forgets what was dropped before a time. */
  static void dropBefore(Connection connection, long nanos) throws SQLException {
    for (String table : List.of(CONVERSATIONS, TRACES)) {
      new Sql("DELETE FROM " + table + " WHERE last_nanos < ?", nanos).run(connection);
    }
  }

  /**
   * Forgets the conversations that no span names any more, and of the traces that a table of the
   * connection names those that are gone.
   */
  static void sweep(Connection connection, String project, String erased) throws SQLException {
    new Sql(
            "DELETE FROM "
                + CONVERSATIONS
                + " WHERE project = ? AND conversation_id NOT IN (SELECT conversation_id FROM spans"
                + " WHERE project = ? AND conversation_id IS NOT NULL)",
            project,
            project)
        .run(connection);
    new Sql(
            "DELETE FROM "
                + TRACES
                + " WHERE project = ? AND trace_id IN (SELECT trace_id FROM "
                + erased
                + ") AND trace_id NOT IN (SELECT trace_id FROM spans WHERE project = ? AND trace_id"
                + " IN (SELECT trace_id FROM "
                + erased
                + "))",
            project,
            project)
        .run(connection);
  }

  /** Forgets a project. */
  static void erase(Connection connection, String project) throws SQLException {
    for (String table : List.of(CONVERSATIONS, TRACES, "titles", "extents_progress")) {
      new Sql("DELETE FROM " + table + " WHERE project = ?", project).run(connection);
    }
  }

  /** Forgets everything, so that it is folded anew: something of it may be lost. */
  static void forget(Connection connection) throws SQLException {
    for (String table : List.of(CONVERSATIONS, TRACES, "titles", "extents_progress")) {
      Engine.execute(connection, "DELETE FROM " + table);
    }
  }

  /** Where the spans of some conversations lie together, see {@link #extent}. */
  static Sql ofConversations(Collection<String> ids, long foldedUntil) {
    return of(CONVERSATIONS, in("conversation_id", ids), foldedUntil);
  }

  static Sql ofTrace(UUID trace, long foldedUntil) {
    return of(TRACES, new Sql("trace_id = ?::UUID", trace), foldedUntil);
  }

  /**
   * Where the spans of all traces of a conversation lie.
   *
   * @param within where its own spans lie
   */
  static Sql ofTracesOf(String conversation, @Nullable Extent within, long foldedUntil) {
    return of(
        TRACES,
        new Sql("trace_id IN (SELECT trace_id FROM spans WHERE")
            .append(Extent.condition(within))
            .add("AND conversation_id = ?)", conversation),
        foldedUntil);
  }

  private static Sql of(String table, Sql which, long foldedUntil) {
    return new Sql("SELECT min(f), max(l) FROM (SELECT min(first_nanos) AS f, max(last_nanos) AS l")
        .add("FROM " + table + " WHERE")
        .append(which)
        .add("UNION ALL SELECT min(start_nanos), max(start_nanos) FROM spans WHERE")
        .add("received_nanos > ? AND", foldedUntil)
        .append(which)
        .add(")");
  }

  /** The condition that a text is one of several. */
  static Sql in(String column, Collection<String> values) {
    return values.size() <= FEW
        ? new Sql("true").andIn(column, values, "VARCHAR")
        : new Sql(
            column + " IN (SELECT unnest(from_json(?::JSON, '[\"VARCHAR\"]')))",
            JsonStrings.array(values));
  }

  /** The only row of these questions; empty where no span was found. */
  static Optional<Extent> extent(ResultSet row) throws SQLException {
    Long first = Reads.nullableLong(row, 1);
    Long last = Reads.nullableLong(row, 2);
    return first == null || last == null ? Optional.empty() : Optional.of(new Extent(first, last));
  }
}
