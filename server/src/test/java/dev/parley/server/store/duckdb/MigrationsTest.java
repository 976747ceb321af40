package dev.parley.server.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.store.Tables;
import dev.parley.server.store.TraceSpan;
import dev.parley.server.trace.Mark;
import dev.parley.server.trace.Source;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Data of an older version")
final class MigrationsTest {
  private static final String TRACE = "0000000000000000000000000000000a";

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
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        InputStream in = Migrations.class.getResourceAsStream("schema/" + script)) {
      statement.execute(
          "ATTACH '" + folder.resolve("parley.duckdb") + "' AS f (ROW_GROUP_SIZE 20480)");
      statement.execute("USE f");
      statement.execute(
          "CREATE TABLE schema_version (version INTEGER NOT NULL, name VARCHAR NOT NULL,"
              + " applied_nanos BIGINT NOT NULL)");
      statement.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      statement.execute("INSERT INTO schema_version VALUES (" + version + ", '" + script + "', 0)");
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }
}
