package dev.parley.server.store.duckdb;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.SpanContent;
import dev.parley.server.store.ToldRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;

/** The SQL that brings together spans and the log records that tell of their content. */
final class ToldSql {
  private static final String TABLE = "changed_contents";

  private ToldSql() {}

  /** See {@link dev.parley.server.store.SpanStore#told}. */
  static List<ToldRow> told(Connection connection, String project, Collection<SpanKey> keys)
      throws SQLException {
    List<ToldRow> rows = new ArrayList<>();
    Set<SpanKey> wanted = new HashSet<>(keys);
    Sql sql =
        new Sql(
                "SELECT trace_id, span_id, day, time_nanos, observed_nanos, received_nanos, told,"
                    + " told_system, told_input, told_output FROM logs WHERE project = ?"
                    + " AND told IS NOT NULL",
                project)
            .andIn("trace_id", traces(wanted), "UUID");
    StoredKeys.query(
        connection,
        sql,
        row -> {
          SpanKey key = key(row);
          if (wanted.contains(key)) {
            rows.add(
                new ToldRow(
                    key,
                    row.getInt("day"),
                    row.getLong("time_nanos"),
                    row.getLong("observed_nanos"),
                    row.getLong("received_nanos"),
                    row.getString("told").equals("whole"),
                    uuids(row, "told_system"),
                    uuids(row, "told_input"),
                    uuids(row, "told_output")));
          }
        });
    return rows;
  }

  /** See {@link dev.parley.server.store.SpanStore#spanContents}. */
  static List<SpanContent> contents(Connection connection, String project, Collection<SpanKey> keys)
      throws SQLException {
    List<SpanContent> contents = new ArrayList<>();
    Set<SpanKey> wanted = new HashSet<>(keys);
    Sql sql =
        new Sql(
                "SELECT trace_id, span_id, day, system_messages, input_messages, output_messages"
                    + " FROM spans WHERE project = ?",
                project)
            .andIn("trace_id", traces(wanted), "UUID");
    StoredKeys.query(
        connection,
        sql,
        row -> {
          SpanKey key = key(row);
          if (wanted.contains(key)) {
            contents.add(
                new SpanContent(
                    key,
                    row.getInt("day"),
                    uuids(row, "system_messages"),
                    uuids(row, "input_messages"),
                    uuids(row, "output_messages")));
          }
        });
    return contents;
  }

  /** See {@link dev.parley.server.store.SpanStore#messages}. */
  static List<ContentRow> messages(
      Connection connection, String project, Collection<Address> addresses) throws SQLException {
    List<ContentRow> rows = new ArrayList<>();
    Set<Address> wanted = new HashSet<>(addresses);
    Sql sql =
        new Sql("SELECT day, hash, role, json FROM messages WHERE project = ?", project)
            .andIn("day", wanted.stream().map(Address::day).distinct().toList(), "INTEGER")
            .andIn("hash", wanted.stream().map(Address::hash).distinct().toList(), "UUID");
    StoredKeys.query(
        connection,
        sql,
        row -> {
          Address address =
              new Address(
                  Address.Table.MESSAGES, row.getInt("day"), row.getObject("hash", UUID.class));
          if (wanted.contains(address)) {
            rows.add(new ContentRow(address, row.getString("json"), row.getString("role")));
          }
        });
    return rows;
  }

  /** See {@link dev.parley.server.store.SpanStore#recentTold}. */
  static void recent(Connection connection, String project, int limit, Consumer<SpanKey> consumer)
      throws SQLException {
    StoredKeys.query(
        connection,
        "SELECT trace_id, span_id FROM logs WHERE project = ? AND told IS NOT NULL"
            + " ORDER BY received_nanos DESC LIMIT "
            + limit,
        List.of(project),
        row -> consumer.accept(key(row)));
  }

  /**
   * Changes rows by one statement, which reads no more than the days that they are of. Part of the
   * transaction that the connection is in.
   */
  static void apply(DuckDBConnection connection, String project, List<SpanContent> changes)
      throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    Engine.execute(
        connection,
        "CREATE TEMP TABLE IF NOT EXISTS "
            + TABLE
            + " (trace_id UUID, span_id BIGINT, system UUID[], input UUID[], output UUID[])");
    try (RowAppender appender = RowAppender.temporary(connection, TABLE)) {
      for (SpanContent change : changes) {
        appender
            .begin()
            .uuid(SpanIds.trace(change.span().traceId()))
            .number(SpanIds.span(change.span().spanId()))
            .uuids(change.system())
            .uuids(change.input())
            .uuids(change.output())
            .end();
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE spans SET system_messages = c.system, input_messages = c.input,"
                + " output_messages = c.output FROM temp.main."
                + TABLE
                + " c WHERE spans.project = ? AND spans.day BETWEEN ? AND ?"
                + " AND spans.trace_id = c.trace_id"
                + " AND spans.span_id = c.span_id")) {
      update.setString(1, project);
      update.setInt(2, changes.stream().mapToInt(SpanContent::day).min().orElseThrow());
      update.setInt(3, changes.stream().mapToInt(SpanContent::day).max().orElseThrow());
      update.execute();
    }
    Engine.execute(connection, "DELETE FROM temp.main." + TABLE);
  }

  private static List<UUID> traces(Collection<SpanKey> keys) {
    return keys.stream().map(SpanKey::traceId).distinct().map(SpanIds::trace).toList();
  }

  private static SpanKey key(ResultSet row) throws SQLException {
    return SpanIds.key(row.getObject("trace_id", UUID.class), row.getLong("span_id"));
  }

  private static List<UUID> uuids(ResultSet row, String column) throws SQLException {
    var array = row.getArray(column);
    return array == null
        ? List.of()
        : Arrays.stream((Object[]) array.getArray()).map(UUID.class::cast).toList();
  }
}
