package dev.parley.server.ingest;

import static dev.parley.server.store.SampleSpans.ORIGIN;
import static dev.parley.server.store.SampleSpans.START;
import static dev.parley.server.store.SampleSpans.call;
import static dev.parley.server.store.SampleSpans.key;
import static dev.parley.server.store.SampleSpans.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.model.Batch;
import dev.parley.server.model.Content;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.Message;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Told;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Vector 10: content in log records")
class ContentJoinTest {
  private static final Message USER = message("user", "Weather?");
  private static final Message TOOL = message("tool", "rain");
  private static final Message ANSWER = message("assistant", "It rains");
  private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);

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

  private static LogRecord log(SpanKey span, long offset, Told told) {
    return new LogRecord(
        ORIGIN,
        span.traceId(),
        span.spanId(),
        START + offset,
        START + offset,
        9,
        "gen_ai.event",
        "{}",
        "{}",
        told);
  }

  private static Batch said(SpanKey span, long offset, Message message) {
    return Batch.ofLogs(
        List.of(
            log(
                span,
                offset,
                new Told(false, new Content(List.of(), List.of(message), List.of())))));
  }

  private static Batch answered(SpanKey span, long offset, Message message) {
    return Batch.ofLogs(
        List.of(
            log(
                span,
                offset,
                new Told(false, new Content(List.of(), List.of(), List.of(message))))));
  }

  private static Batch whole(SpanKey span, long offset, Content content) {
    return Batch.ofLogs(List.of(log(span, offset, new Told(true, content))));
  }

  private static Batch span(SpanKey key) {
    return Batch.ofSpans(List.of(call(key, Content.NONE)));
  }

  private void submit(Batch batch) throws Exception {
    ingest.submit(batch).get(30, TimeUnit.SECONDS);
  }

  /** Text of the messages that the span refers to, found on its own day. */
  private List<Object> content(SpanKey key, String part) {
    return Tables.column(
        store,
        "SELECT m.json FROM (SELECT day, unnest("
            + part
            + ") AS hash, generate_subscripts("
            + part
            + ", 1) AS i FROM spans WHERE trace_id = '"
            + key.traceId()
            + "'::UUID) s JOIN messages m ON m.day = s.day AND m.hash = s.hash ORDER BY i");
  }

  private void assertConversation(SpanKey key) {
    assertThat(content(key, "input_messages")).containsExactly(USER.json(), TOOL.json());
    assertThat(content(key, "output_messages")).containsExactly(ANSWER.json());
  }

  @Test
  @DisplayName("before its span, after it, in between, over a restart, in any order: the same")
  void orders() throws Exception {
    for (int seed = 0; seed < 12; seed++) {
      SpanKey key = key(100 + seed, 1);
      List<Batch> parts =
          new ArrayList<>(
              List.of(span(key), said(key, 1, USER), said(key, 2, TOOL), answered(key, 3, ANSWER)));
      Collections.shuffle(parts, new Random(seed));
      for (Batch part : parts) {
        submit(part);
        if (seed == 5) {
          close();
          open();
        }
      }
      submit(parts.get(0));
      assertConversation(key);
    }
    assertThat(Tables.count(store, "logs")).isEqualTo(36);
  }

  @Test
  @DisplayName("in one batch with its span")
  void together() throws Exception {
    SpanKey key = key(1, 1);
    List<LogRecord> logs = new ArrayList<>(said(key, 2, TOOL).logs());
    logs.addAll(said(key, 1, USER).logs());
    logs.addAll(answered(key, 3, ANSWER).logs());
    submit(new Batch(span(key).spans(), logs, List.of()));
    assertConversation(key);
  }

  @Test
  @DisplayName("told in two halves, as Strands does: input from one, output from the other")
  void halves() throws Exception {
    SpanKey key = key(1, 1);
    submit(whole(key, 1, new Content(List.of(), List.of(USER, TOOL), List.of())));
    submit(span(key));
    submit(whole(key, 5, new Content(List.of(), List.of(), List.of(ANSWER))));
    assertConversation(key);
  }

  @Test
  @DisplayName("what the span says itself stays")
  void own() throws Exception {
    SpanKey key = key(1, 1);
    submit(said(key, 1, TOOL));
    submit(Batch.ofSpans(List.of(call(key, new Content(List.of(), List.of(USER), List.of())))));
    submit(said(key, 2, TOOL));
    submit(answered(key, 3, ANSWER));
    assertThat(content(key, "input_messages")).containsExactly(USER.json());
    assertThat(content(key, "output_messages")).containsExactly(ANSWER.json());
  }

  @Test
  @DisplayName("told on the next day, it is found on the span's")
  void midnight() throws Exception {
    SpanKey before = key(1, 1);
    submit(whole(before, DAY_NANOS, new Content(List.of(), List.of(USER, TOOL), List.of(ANSWER))));
    submit(span(before));
    assertConversation(before);
    SpanKey after = key(2, 1);
    submit(span(after));
    submit(whole(after, DAY_NANOS, new Content(List.of(), List.of(USER, TOOL), List.of(ANSWER))));
    assertConversation(after);
  }

  @Test
  @DisplayName("without a span it stays a log record")
  void alone() throws Exception {
    submit(said(key(1, 1), 1, USER));
    assertThat(Tables.count(store, "logs")).isEqualTo(1);
    assertThat(Tables.count(store, "spans")).isZero();
  }
}
