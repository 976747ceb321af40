package dev.parley.server.ingest;

import static dev.parley.server.store.SampleSpans.key;
import static dev.parley.server.store.SampleSpans.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.model.Batch;
import dev.parley.server.model.Content;
import dev.parley.server.model.Kind;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.Message;
import dev.parley.server.model.Raw;
import dev.parley.server.model.Span;
import dev.parley.server.store.Days;
import dev.parley.server.store.Project;
import dev.parley.server.store.SampleSpans;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What goes in comes out")
final class RoundTripTest {
  private static final int DAY = Days.of(SampleSpans.START);

  @TempDir private Path folder;
  private DuckDbStore store;
  private GroupCommit ingest;

  @BeforeEach
  void open() {
    store = DuckDbStore.open(folder, DuckDbOptions.DEFAULT);
    ingest = GroupCommit.start(store, IngestLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    ingest.close();
    store.close();
  }

  @Test
  @DisplayName("every field of a span, exactly")
  void everyField() throws Exception {
    Message system = message("system", "be kind 😀");
    Message input = message("user", "hi");
    Message output = message("assistant", "ho");
    Raw raw =
        new Raw(
            "{\"gen_ai.l9.span.kind\":\"chain\",\"n\":1}",
            "[{\"name\":\"e\",\"timeUnixNano\":1772359200000000124,\"attributes\":{}}]",
            "[{\"traceId\":\"a\",\"spanId\":\"b\",\"attributes\":{}}]",
            "k=v",
            3);
    submit(
        Batch.ofSpans(
            List.of(
                SampleSpans.full(
                    key(1, 1),
                    new Content(List.of(system), List.of(input, output), List.of(output)),
                    raw))));
    close();
    open();

    Map<String, String> row = row("SELECT * FROM spans");
    assertThat(row)
        .containsEntry("project", "default")
        .containsEntry("day", "" + DAY)
        .containsEntry("trace_id", "00000000-0000-0000-0000-000000000002")
        .containsEntry("span_id", "2")
        .containsEntry("parent_span_id", "170")
        .containsEntry("start_nanos", "1772359200000000123")
        .containsEntry("duration_nanos", "1234567891")
        .containsEntry("name", "chat gpt-4o")
        .containsEntry("otel_kind", "client")
        .containsEntry("kind", "model_call")
        .containsEntry("span_kind", "chain")
        .containsEntry("gen_ai", "true")
        .containsEntry("operation", "chat")
        .containsEntry("service", "shop")
        .containsEntry("environment", "production")
        .containsEntry("scope_name", "parley")
        .containsEntry("scope_version", "0.1")
        .containsEntry("dialect", "parley")
        .containsEntry("status", "error")
        .containsEntry("error_type", "RateLimitException")
        .containsEntry("error_message", "429 💥")
        .containsEntry("provider", "openai")
        .containsEntry("request_model", "gpt-4o")
        .containsEntry("response_model", "gpt-4o-2024-08-06")
        .containsEntry("usage_role", "own")
        .containsEntry("is_call", "true")
        .containsEntry("input_tokens", "10")
        .containsEntry("cache_read_tokens", "20")
        .containsEntry("cache_write_tokens", "1")
        .containsEntry("cache_write_5m_tokens", "2")
        .containsEntry("cache_write_1h_tokens", "3")
        .containsEntry("audio_input_tokens", "4")
        .containsEntry("output_tokens", "30")
        .containsEntry("reasoning_tokens", "40")
        .containsEntry("audio_output_tokens", "5")
        .containsEntry("reported_total_tokens", "115")
        .containsEntry("reported_cost", "1E-18")
        .containsEntry("reported_cost_source", "billed")
        .containsEntry("service_tier", "default")
        .containsEntry("response_id", "resp_1")
        .containsEntry("finish_reasons", "[stop, length]")
        .containsEntry("ttft_nanos", "250000000")
        .containsEntry("conversation_id", "c1")
        .containsEntry("turn", "3")
        .containsEntry("turn_automatic", "true")
        .containsEntry("user_id", "u1")
        .containsEntry("workflow_id", "w1")
        .containsEntry("workflow_type", "rag")
        .containsEntry("agent_id", "a1")
        .containsEntry("agent_name", "triage")
        .containsEntry("category", "refund")
        .containsEntry("tool_name", "search")
        .containsEntry("tool_call_id", "call_1")
        .containsEntry("tool_arguments", "\"{\\\"q\\\":1}\"")
        .containsEntry("tool_result", "\"plain text\"")
        .containsEntry("system_messages", "[" + system.hash() + "]")
        .containsEntry("input_messages", "[" + input.hash() + ", " + output.hash() + "]")
        .containsEntry("output_messages", "[" + output.hash() + "]")
        .containsEntry("attributes", raw.attributes())
        .containsEntry("events", raw.events())
        .containsEntry("links", raw.links())
        .containsEntry("trace_state", "k=v")
        .containsEntry("dropped_attributes", "3");
    assertThat(Long.parseLong(row.get("received_nanos"))).isGreaterThan(SampleSpans.START / 2);
    assertThat(row)
        .containsEntry("usage_mark", null)
        .containsEntry("duplicate_of", null)
        .containsEntry("fills", "false")
        .containsEntry("seen_by", "1")
        .containsEntry("conversation_from", null)
        .containsEntry("user_from", null)
        .containsEntry("agent_from", null)
        .hasSize(72);
    assertThat(Tables.value(store, "SELECT json FROM resources"))
        .isEqualTo(SampleSpans.ORIGIN.resource());
    assertThat(
            Tables.column(
                store,
                "SELECT r.json FROM spans s JOIN resources r ON r.hash = s.resource AND r.day ="
                    + " s.day"))
        .hasSize(1);
  }

  @Test
  @DisplayName("what is unknown is null, and what is 0 is 0")
  void unknown() throws Exception {
    submit(Batch.ofSpans(List.of(SampleSpans.plain(key(1, 1)))));

    Map<String, String> row = row("SELECT * FROM spans");
    for (String column :
        List.of(
            "parent_span_id",
            "input_tokens",
            "output_tokens",
            "reported_total_tokens",
            "reported_cost",
            "reported_cost_source",
            "turn",
            "conversation_id",
            "tool_name",
            "tool_arguments",
            "error_type",
            "ttft_nanos")) {
      assertThat(row).containsKey(column);
      assertThat(row.get(column)).as(column).isNull();
    }
    assertThat(row)
        .containsEntry("span_kind", "other")
        .containsEntry("gen_ai", "false")
        .containsEntry("is_call", "false")
        .containsEntry("usage_role", "none")
        .containsEntry("finish_reasons", "[]")
        .containsEntry("dropped_attributes", "0");
  }

  @Test
  @DisplayName("NUL and emoji stay, a lone surrogate becomes U+FFFD")
  void oddText() throws Exception {
    String odd = "nul \u0000 emoji \uD83D\uDE00 lone \uD83D end";
    String expected = "nul \u0000 emoji \uD83D\uDE00 lone \uFFFD end";
    Span plain = SampleSpans.plain(key(1, 1));
    Span span =
        new Span(
            plain.key(),
            null,
            plain.origin(),
            plain.dialect(),
            odd,
            plain.otelKind(),
            plain.kind(),
            odd,
            plain.startNanos(),
            1,
            plain.status(),
            null,
            plain.identity(),
            plain.call(),
            null,
            plain.content(),
            SampleSpans.raw(
                "{\"a\":\""
                    + odd.replace("\u0000", "\\u0000")
                    + "\",\"b\":\"\\ud83d\",\"c\":\""
                    + "x".repeat(300)
                    + "\"}"));
    submit(Batch.ofSpans(List.of(span)));
    close();
    open();

    assertThat(Tables.value(store, "SELECT name FROM spans")).isEqualTo(expected);
    assertThat(Tables.value(store, "SELECT operation FROM spans")).isEqualTo(expected);
    assertThat(unpacked("attributes"))
        .contains("lone \uFFFD end", "\"b\":\"\uFFFD\"", "\uD83D\uDE00", "\\u0000");
  }

  @Test
  @DisplayName("a text of ten million characters, by reference")
  void hugeText() throws Exception {
    String huge = "0123456789".repeat(1_000_000);
    Message message = message("user", huge);
    Span span =
        SampleSpans.span(
            key(1, 1),
            Kind.MODEL_CALL,
            new Content(List.of(), List.of(message), List.of()),
            SampleSpans.raw(
                "{\"gen_ai.input.messages\":["
                    + message.json()
                    + "],\"gen_ai.prompt.0.content\":\""
                    + huge
                    + "\"}"));
    submit(Batch.ofSpans(List.of(span)));
    close();
    open();

    assertThat(Tables.value(store, "SELECT attributes FROM spans").toString()).hasSizeLessThan(250);
    assertThat(unpacked("attributes")).isEqualTo(span.raw().attributes());
    assertThat(store.messages().messages(Project.DEFAULT, DAY, List.of(message.hash())))
        .containsValue(message.json());
    assertThat(Tables.count(store, "messages")).isEqualTo(1);
    assertThat(Tables.count(store, "blobs")).isEqualTo(1);
  }

  @Test
  @DisplayName("logs and metric points as they were sent")
  void logsAndPoints() throws Exception {
    String body = "{\"content\":\"" + "long ".repeat(100) + "\"}";
    LogRecord log = SampleSpans.log(body);
    submit(
        new Batch(
            List.of(),
            List.of(log, SampleSpans.log("\"other\"")),
            List.of(SampleSpans.point(1.5))));

    Map<String, String> stored = row("SELECT * FROM logs WHERE body <> '\"other\"'");
    assertThat(stored)
        .containsEntry("time_nanos", "" + log.timeNanos())
        .containsEntry("observed_nanos", "" + log.observedNanos())
        .containsEntry("trace_id", "00000000-0000-0000-0000-000000000002")
        .containsEntry("span_id", "2")
        .containsEntry("severity", "9")
        .containsEntry("event_name", "event")
        .containsEntry("attributes", log.attributes());
    assertThat(store.messages().unpack(Project.DEFAULT, DAY, stored.get("body"))).isEqualTo(body);
    assertThat(row("SELECT * FROM metric_points"))
        .containsEntry("name", "tokens")
        .containsEntry("type", "sum")
        .containsEntry("unit", "{token}")
        .containsEntry("description", "used")
        .containsEntry("delta", "true")
        .containsEntry("monotonic", "true")
        .containsEntry("start_nanos", "" + (SampleSpans.START - 1))
        .containsEntry("time_nanos", "" + SampleSpans.START)
        .containsEntry("attributes", "{\"m\":\"x\"}")
        .containsEntry("value", "1.5")
        .containsEntry("data", "{}");
  }

  private String unpacked(String column) {
    return store
        .messages()
        .unpack(
            Project.DEFAULT,
            DAY,
            Tables.value(store, "SELECT " + column + " FROM spans").toString());
  }

  private Map<String, String> row(String sql) {
    return store.read(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
              row.put(result.getMetaData().getColumnName(i), result.getString(i));
            }
            assertThat(result.next()).isFalse();
            return row;
          }
        });
  }

  private void submit(Batch batch) throws Exception {
    ingest.submit(batch).get(60, TimeUnit.SECONDS);
  }
}
