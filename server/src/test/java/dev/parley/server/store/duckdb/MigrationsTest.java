package dev.parley.server.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.PriceBook;
import dev.parley.server.query.Queries;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Project;
import dev.parley.server.store.Scope;
import dev.parley.server.store.Tables;
import dev.parley.server.store.Totals;
import dev.parley.server.store.TraceSpan;
import dev.parley.server.trace.Mark;
import dev.parley.server.trace.Source;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Data of an older version")
final class MigrationsTest {
  private static final String TRACE = "0000000000000000000000000000000a";
  private static final String ID = "00000000-0000-0000-0000-00000000000b";
  private static final String HASH = "'" + ID + "'";

  @TempDir private Path folder;

  @Test
  @DisplayName("version 1: spans keep their roles and ids, and are judged when their trace goes on")
  void version1() throws Exception {
    write(
        "V001__initial.sql",
        1,
        span(1, "NULL", "agent", "aggregate", false),
        span(2, "1", "model_call", "duplicate", false),
        span(3, "2", "model_call", "own", true));

    try (DuckDbStore store = DuckDbStore.open(folder, DuckDbOptions.DEFAULT)) {
      assertThat(Tables.column(store, "SELECT version FROM schema_version ORDER BY 1"))
          .hasSize(Migrations.newest());
      assertThat(
              Tables.column(
                  store,
                  "SELECT concat_ws(' ', span_id, usage_role, is_call, coalesce(usage_mark, '-'),"
                      + " seen_by, fills, conversation_id, coalesce(conversation_from, 'own'))"
                      + " FROM spans ORDER BY span_id"))
          .containsExactly(
              "1 aggregate false - 1 false c own",
              "2 duplicate false wrapper 1 false c own",
              "3 own true - 1 false c own");
      List<TraceSpan> spans =
          store.traceSpans("default", List.of(TRACE), Long.MIN_VALUE, Long.MAX_VALUE, 10);
      assertThat(spans)
          .extracting(span -> span.facts().mark())
          .containsExactlyInAnyOrder(null, Mark.WRAPPER, null);
      assertThat(spans)
          .extracting(span -> span.standing().conversationSource())
          .containsOnly(Source.OWN);
      assertThat(spans).extracting(span -> span.facts().conversationId()).containsOnly("c");
    }
  }

  static IntStream released() {
    return IntStream.range(1, Migrations.newest());
  }

  @ParameterizedTest
  @MethodSource("released")
  @DisplayName("every version: all rows are there, are read, and more are stored beside them")
  void everyVersion(int version) throws Exception {
    List<String> rows = new ArrayList<>();
    rows.add(span(1, "NULL", "agent", "none", false));
    rows.add(span(2, "1", "model_call", "own", true));
    rows.add("INSERT INTO f.messages VALUES ('default', 20000, " + HASH + ", 'user', '{}')");
    rows.add("INSERT INTO f.blobs VALUES ('default', 20000, " + HASH + ", 'text')");
    rows.add("INSERT INTO f.resources VALUES ('default', 20000, " + HASH + ", '{}')");
    rows.add(
        "INSERT INTO f.logs (project, day, fingerprint, time_nanos, observed_nanos, received_nanos,"
            + " severity, service, scope_name, scope_version, resource, body, attributes) VALUES"
            + " ('default', 20000, "
            + HASH
            + ", 1728000000000000000, 0, 8, 9, 's', '', '', "
            + HASH
            + ", '\"b\"', '{}')");
    rows.add(
        "INSERT INTO f.metric_points (project, day, fingerprint, time_nanos, start_nanos,"
            + " received_nanos, name, type, unit, description, delta, monotonic, service,"
            + " scope_name, scope_version, resource, attributes, value, data) VALUES ('default',"
            + " 20000, "
            + HASH
            + ", 1728000000000000000, 0, 9, 'm', 'sum', '', '', true, true, 's', '', '', "
            + HASH
            + ", '{}', 1, '{}')");
    write(version, rows);
    boolean scored = tables().contains("scores");
    if (scored) {
      alter(
          "INSERT INTO f.scores VALUES ('default', 20000, "
              + HASH
              + ", 'i', 1728000000000000000, 10, 'helpful', 1, NULL, NULL, 'api', NULL, NULL, NULL,"
              + " 'c', NULL, NULL)");
    }

    for (int i = 1; i <= 2; i++) {
      try (TestStore store = new TestStore(folder)) {
        Totals stored = store.store().totals(Project.DEFAULT);
        assertThat(stored.spans()).isEqualTo(1 + i);
        assertThat(stored.logs()).isEqualTo(1);
        assertThat(stored.metricPoints()).isEqualTo(1);
        assertThat(stored.scores()).isEqualTo(scored ? 1 : 0);
        Queries queries = store.queries(PriceBook.empty());
        assertThat(queries.trace(TRACE)).isNotNull();
        assertThat(queries.conversation("c", Scope.ALL)).isNotNull();
        assertThat(
                store.store().messages().messages("default", 20_000, List.of(UUID.fromString(ID))))
            .hasSize(1);
        if (i == 1) {
          store.save(TestSpan.call(77, 1, 1_728_000_000_000L).conversation("c"));
        }
        assertThat(Tables.column(store.store(), "SELECT version FROM schema_version ORDER BY 1"))
            .hasSize(Migrations.newest());
      }
    }
  }

  private List<String> tables() throws Exception {
    List<String> tables = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + folder.resolve("parley.duckdb") + "' AS f (READ_ONLY)");
      try (ResultSet row = statement.executeQuery("SELECT table_name FROM duckdb_tables()")) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
    }
    return tables;
  }

  private static String span(int id, String parent, String kind, String role, boolean call) {
    return "INSERT INTO f.spans (project, day, trace_id, span_id, parent_span_id, start_nanos,"
        + " duration_nanos, received_nanos, name, otel_kind, kind, span_kind, gen_ai, service,"
        + " scope_name, scope_version, dialect, status, usage_role, is_call, input_tokens,"
        + " finish_reasons, conversation_id, turn_automatic, system_messages, input_messages,"
        + " output_messages, resource, attributes, events, links, trace_state, dropped_attributes)"
        + " VALUES ('default', 20000, '00000000-0000-0000-0000-00000000000a', "
        + String.join(", ", "" + id, parent)
        + ", 1728000000000000000, 5, 7, 'n', 'internal', '"
        + kind
        + "', 'llm', true, 's', '', '', 'semconv', 'unset', '"
        + role
        + "', "
        + call
        + ", 10, [], 'c', false, [], [], [], '00000000-0000-0000-0000-00000000000b', '{}', '[]',"
        + " '[]', '', 0)";
  }

  private void write(String script, int version, String... statements) throws Exception {
    assertThat(Migrations.scripts().get(version - 1)).isEqualTo(script);
    write(version, List.of(statements));
  }

  /** A database as the server of that version left it. */
  private void write(int version, List<String> statements) throws Exception {
    List<String> all = new ArrayList<>();
    all.add(
        "CREATE TABLE schema_version (version INTEGER NOT NULL, name VARCHAR NOT NULL,"
            + " applied_nanos BIGINT NOT NULL)");
    for (int i = 1; i <= version; i++) {
      String script = Migrations.scripts().get(i - 1);
      try (InputStream in = Migrations.class.getResourceAsStream("schema/" + script)) {
        all.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
      all.add("INSERT INTO schema_version VALUES (" + i + ", '" + script + "', 0)");
    }
    all.addAll(statements);
    alter(all.toArray(new String[0]));
  }

  private void alter(String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ATTACH '" + folder.resolve("parley.duckdb") + "' AS f (ROW_GROUP_SIZE 20480)");
      statement.execute("USE f");
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }
}
