package dev.parley.server.store.duckdb;

import dev.parley.server.model.OtelKind;
import dev.parley.server.model.Raw;
import dev.parley.server.model.SentSpan;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Status;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentHash;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Days;
import dev.parley.server.store.Group;
import dev.parley.server.store.Remapping;
import dev.parley.server.store.SpanChange;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.TraceExtent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** {@link Remapping} in the DuckDB file. */
public final class DuckDbRemapping implements Remapping {
  private static final String TABLE = "remapped_spans";

  /** What was sent, and when: every other column of {@code spans} is what was understood. */
  static final Set<String> SENT =
      Set.of(
          "project",
          "day",
          "trace_id",
          "span_id",
          "parent_span_id",
          "start_nanos",
          "duration_nanos",
          "received_nanos",
          "name",
          "otel_kind",
          "scope_name",
          "scope_version",
          "status",
          "resource",
          "attributes",
          "events",
          "links",
          "trace_state",
          "dropped_attributes");

  private static final String SAME_SPAN =
      TABLE
          + ".project = spans.project AND "
          + TABLE
          + ".trace_id = spans.trace_id AND "
          + TABLE
          + ".span_id = spans.span_id";

  private final DuckDbStore store;
  private final String project;
  private final List<String> understood;

  public DuckDbRemapping(DuckDbStore store, String project) {
    this.store = store;
    this.project = project;
    understood =
        query(
            new Sql(
                "SELECT column_name FROM duckdb_columns() WHERE database_name = '"
                    + Database.NAME
                    + "' AND table_name = 'spans' ORDER BY column_index"),
            row -> row.getString(1));
    understood.removeAll(SENT);
  }

  @Override
  public List<Integer> days(int fromDay, int toDay) {
    return query(
        new Sql(
            "SELECT DISTINCT day FROM spans WHERE project = ? AND day BETWEEN ? AND ? ORDER BY day",
            project,
            fromDay,
            toDay),
        row -> row.getInt(1));
  }

  @Override
  public List<TraceExtent> traces(int fromDay, int day, int toDay) {
    return query(
        new Sql(
            "SELECT trace_id, count(*), min(start_nanos), max(start_nanos) FROM spans"
                + " WHERE project = ? AND day BETWEEN ? AND ? GROUP BY trace_id"
                + " HAVING min(day) = ? ORDER BY min(start_nanos), trace_id",
            project,
            fromDay,
            toDay,
            day),
        row ->
            new TraceExtent(
                ContentHash.toHex(row.getObject(1, UUID.class)),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4)));
  }

  @Override
  public List<SentSpan> sent(
      Collection<String> traceIds, long fromNanos, long toNanos, long offset, long limit) {
    List<SentSpan> packed =
        query(
            new Sql(
                    "SELECT s.trace_id, s.span_id, s.parent_span_id, s.name, s.otel_kind,"
                        + " s.start_nanos, s.duration_nanos, s.status, s.error_message,"
                        + " s.scope_name, s.scope_version, coalesce(r.json, '{}'), s.attributes,"
                        + " s.events, s.links, s.trace_state, s.dropped_attributes FROM spans s"
                        + " LEFT JOIN resources r ON r.project = s.project AND r.day = s.day"
                        + " AND r.hash = s.resource WHERE s.project = ? AND s.start_nanos >= ?"
                        + " AND s.start_nanos < ?",
                    project,
                    fromNanos,
                    toNanos)
                .andIn("s.trace_id", traceIds.stream().map(SpanIds::trace).toList(), "UUID")
                .add(
                    "ORDER BY s.start_nanos, s.trace_id, s.span_id LIMIT "
                        + limit
                        + " OFFSET "
                        + offset),
            row -> {
              Long parent = Reads.nullableLong(row, "parent_span_id");
              Status status = Status.valueOf(upper(row.getString("status")));
              return new SentSpan(
                  SpanIds.key(row.getObject("trace_id", UUID.class), row.getLong("span_id")),
                  parent == null ? null : SpanKey.spanId(parent),
                  row.getString("name"),
                  OtelKind.valueOf(upper(row.getString("otel_kind"))),
                  row.getLong("start_nanos"),
                  row.getLong("duration_nanos"),
                  status,
                  status == Status.ERROR ? row.getString("error_message") : null,
                  row.getString("scope_name"),
                  row.getString("scope_version"),
                  row.getString(12),
                  new Raw(
                      row.getString("attributes"),
                      row.getString("events"),
                      row.getString("links"),
                      row.getString("trace_state"),
                      row.getInt("dropped_attributes")));
            });
    return unpacked(packed);
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  /** By day, since content is found by the day of its span. */
  private List<SentSpan> unpacked(List<SentSpan> spans) {
    Map<Integer, List<SentSpan>> byDay = new TreeMap<>();
    for (SentSpan span : spans) {
      byDay.computeIfAbsent(Days.of(span.startNanos()), day -> new ArrayList<>()).add(span);
    }
    Map<SpanKey, Raw> raws = new HashMap<>(2 * spans.size());
    byDay.forEach(
        (day, ofDay) -> {
          List<String> texts = new ArrayList<>(3 * ofDay.size());
          for (SentSpan span : ofDay) {
            texts.addAll(List.of(span.raw().attributes(), span.raw().events(), span.raw().links()));
          }
          List<String> unpacked = store.messages().unpackAll(project, day, texts);
          for (int i = 0; i < ofDay.size(); i++) {
            SentSpan span = ofDay.get(i);
            raws.put(
                span.key(),
                new Raw(
                    unpacked.get(3 * i),
                    unpacked.get(3 * i + 1),
                    unpacked.get(3 * i + 2),
                    span.raw().traceState(),
                    span.raw().droppedAttributes()));
          }
        });
    return spans.stream().map(span -> with(span, raws.get(span.key()))).toList();
  }

  private static SentSpan with(SentSpan span, @Nullable Raw raw) {
    return new SentSpan(
        span.key(),
        span.parentSpanId(),
        span.name(),
        span.otelKind(),
        span.startNanos(),
        span.durationNanos(),
        span.status(),
        span.statusMessage(),
        span.scopeName(),
        span.scopeVersion(),
        span.resource(),
        raw == null ? span.raw() : raw);
  }

  @Override
  public long replace(List<SpanRow> rows, List<ContentRow> contents, List<SpanChange> changes) {
    try {
      return store.transact(
          connection ->
              replace(connection.unwrap(DuckDBConnection.class), rows, contents, changes));
    } finally {
      store.days().allChanged();
    }
  }

  private long replace(
      DuckDBConnection connection,
      List<SpanRow> rows,
      List<ContentRow> contents,
      List<SpanChange> changes)
      throws SQLException {
    Group group =
        new Group(project, 0, rows, List.of(), List.of(), List.of(), contents, changes, List.of());
    Engine.execute(connection, "CREATE TEMP TABLE " + TABLE + " AS SELECT * FROM spans LIMIT 0");
    try (RowAppender appender = RowAppender.temporary(connection, TABLE)) {
      for (SpanRow row : rows) {
        Rows.span(appender, group, row);
      }
    }
    for (Address.Table table : Address.Table.values()) {
      append(
          connection,
          group,
          table,
          contents.stream().filter(content -> content.address().table() == table).toList());
    }
    if (!rows.isEmpty()) {
      update(connection, rows);
    }
    StandingSql.apply(connection, project, changes);
    long changed = new Sql("SELECT count(*) FROM temp.main." + TABLE).number(connection);
    Engine.execute(connection, "DROP TABLE temp.main." + TABLE);
    return changed;
  }

  private static void append(
      DuckDBConnection connection, Group group, Address.Table table, List<ContentRow> contents)
      throws SQLException {
    if (contents.isEmpty()) {
      return;
    }
    try (RowAppender appender = new RowAppender(connection, Tables.name(table))) {
      for (ContentRow content : contents) {
        Rows.content(appender, group, content);
      }
    }
  }

  private void update(DuckDBConnection connection, List<SpanRow> rows) throws SQLException {
    String ofRange =
        "spans.day BETWEEN "
            + rows.stream().mapToInt(SpanRow::day).min().orElseThrow()
            + " AND "
            + rows.stream().mapToInt(SpanRow::day).max().orElseThrow();
    Engine.execute(
        connection,
        "DELETE FROM temp.main."
            + TABLE
            + " USING spans WHERE "
            + ofRange
            + " AND "
            + SAME_SPAN
            + understood.stream()
                .map(column -> " AND spans." + column + " IS NOT DISTINCT FROM " + of(column))
                .collect(Collectors.joining()));
    Sql which =
        new Sql(
            ofRange
                + " AND EXISTS (SELECT 1 FROM temp.main."
                + TABLE
                + " WHERE "
                + SAME_SPAN
                + ")");
    CallChanges.removed(connection, which);
    Engine.execute(
        connection,
        "UPDATE spans SET "
            + understood.stream()
                .map(column -> column + " = " + of(column))
                .collect(Collectors.joining(", "))
            + " FROM temp.main."
            + TABLE
            + " WHERE "
            + ofRange
            + " AND "
            + SAME_SPAN);
    CallChanges.added(connection, which);
    Extents.changed(connection, which);
  }

  private static String of(String column) {
    return TABLE + "." + column;
  }

  private <T> List<T> query(Sql sql, SqlFunction<ResultSet, T> reading) {
    return store.read(connection -> sql.list(connection, reading));
  }
}
