package dev.parley.server.ingest;

import static dev.parley.server.query.TestSpan.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.model.Batch;
import dev.parley.server.model.Call;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Span;
import dev.parley.server.query.TestSpan;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Traces whose spans come late, out of order and twice")
final class ActiveTracesTest {
  private static final long T = 1_735_689_600_000L;
  private static final String ROWS =
      "SELECT concat_ws(' ', right(trace_id::VARCHAR, 2), span_id, usage_role, is_call,"
          + " duplicate_of, fills, seen_by, conversation_id, conversation_from, user_id, user_from,"
          + " agent_name, agent_from) FROM spans ORDER BY trace_id, span_id";

  @TempDir private Path folder;

  /** Twice instrumented, repeated by agents, ids on roots, on leaves and ambiguous. */
  private static List<Span> spans() {
    return build(
        TestSpan.of(Kind.HTTP, 1, 1, T).millis(9000).server(),
        TestSpan.of(Kind.AGENT, 1, 2, T + 1)
            .under(1)
            .millis(8000)
            .agent("triage")
            .tokens(300, 30)
            .conversation("c1")
            .user("ann"),
        call(1, 3, T + 2).under(2).millis(3000).tokens(100, 10),
        call(1, 4, T + 3).under(3).millis(2000).tokens(100, 10).model("gpt-4o-2024-08-06", null),
        TestSpan.of(Kind.TOOL_CALL, 1, 5, T + 3100).under(2).millis(100).tool("t", "x", "1", "2"),
        call(1, 6, T + 4000).under(2).millis(900).tokens(200, 20),
        TestSpan.of(Kind.AGENT, 2, 1, T).tokens(1000, 200).agent("alone").conversation("c2"),
        TestSpan.of(Kind.TOOL_CALL, 2, 2, T + 1).under(1).tool("t", null, null, null),
        TestSpan.of(Kind.WORKFLOW, 3, 1, T).millis(9000),
        call(3, 2, T + 1).under(1).tokens(5, 5).conversation("a"),
        call(3, 3, T + 2).under(1).tokens(6, 6).conversation("b"),
        TestSpan.of(Kind.STEP, 3, 4, T + 3).under(1),
        call(4, 1, T).millis(5000).role(dev.parley.server.model.UsageRole.DUPLICATE),
        call(4, 2, T + 1).millis(4000).under(1).tokens(7, 7).conversation("c4"));
  }

  private static List<Span> build(TestSpan... spans) {
    return Arrays.stream(spans).map(TestSpan::build).toList();
  }

  private static void submit(GroupCommit ingest, List<Span> spans) throws Exception {
    ingest.submit(Batch.ofSpans(spans)).get(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName(
      "ING-04: a hundred orders and batchings, with repeats and restarts, store identical rows")
  void orders() throws Exception {
    List<Object> expected;
    try (DuckDbStore store = DuckDbStore.open(folder.resolve("0"), DuckDbOptions.DEFAULT);
        GroupCommit ingest = GroupCommit.start(store, IngestLimits.DEFAULT)) {
      submit(ingest, spans());
      expected = Tables.column(store, ROWS);
    }
    assertThat(expected)
        .startsWith(
            "01 1 none false false 1 c1 descendant ann descendant triage descendant",
            "01 2 aggregate false false 1 c1 ann triage",
            "01 3 duplicate false 4 false 1 c1 ancestor ann ancestor triage ancestor",
            "01 4 own true false 2 c1 ancestor ann ancestor triage ancestor");
    // One store for all orders: each has traces of its own.
    for (int round = 0; round < 5; round++) {
      Path data = folder.resolve("orders" + round);
      for (int half = 0; half < 2; half++) {
        try (DuckDbStore store = DuckDbStore.open(data, DuckDbOptions.DEFAULT);
            GroupCommit ingest = GroupCommit.start(store, IngestLimits.DEFAULT)) {
          deliver(ingest, round * 20, half);
          if (half == 1) {
            assertThat(Tables.count(store, "spans")).isEqualTo(20L * spans().size());
            for (int order = 0; order < 20; order++) {
              assertThat(Tables.column(store, rowsOf(order)))
                  .as("seed %s", round * 20 + order)
                  .isEqualTo(expected);
            }
          }
        }
      }
    }
  }

  /**
   * Halves of twenty deliveries, batch by batch side by side, so that one commit holds a batch of
   * each.
   */
  private static void deliver(GroupCommit ingest, int seed, int half) throws Exception {
    List<List<List<Span>>> orders = new ArrayList<>();
    for (int order = 0; order < 20; order++) {
      orders.add(batches(seed + order, order, half));
    }
    int longest = orders.stream().mapToInt(List::size).max().orElseThrow();
    for (int i = 0; i < longest; i++) {
      List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
      for (List<List<Span>> batches : orders) {
        if (i < batches.size()) {
          receipts.add(ingest.submit(Batch.ofSpans(batches.get(i))));
        }
      }
      for (CompletableFuture<Receipt> receipt : receipts) {
        receipt.get(60, TimeUnit.SECONDS);
      }
    }
  }

  /** Half of a shuffled delivery; the second half repeats some of the first. */
  private static List<List<Span>> batches(int seed, int traces, int half) {
    Random random = new Random(seed);
    List<Span> spans = new ArrayList<>(spans().stream().map(span -> moved(span, traces)).toList());
    Collections.shuffle(spans, random);
    int middle = random.nextInt(spans.size());
    List<Span> part =
        new ArrayList<>(half == 0 ? spans.subList(0, middle) : spans.subList(middle, spans.size()));
    if (half == 1) {
      part.addAll(spans.subList(0, Math.min(3, middle)));
    }
    List<List<Span>> batches = new ArrayList<>();
    while (!part.isEmpty()) {
      int size = 1 + random.nextInt(part.size());
      batches.add(List.copyOf(part.subList(0, size)));
      part = part.subList(size, part.size());
    }
    return batches;
  }

  private static Span moved(Span span, int traces) {
    String id = span.key().traceId();
    return new Span(
        new dev.parley.server.model.SpanKey(
            String.format("%04x", traces + 1) + id.substring(4), span.key().spanId()),
        span.parentSpanId(),
        span.origin(),
        span.dialect(),
        span.name(),
        span.otelKind(),
        span.kind(),
        span.operation(),
        span.startNanos(),
        span.durationNanos(),
        span.status(),
        span.failure(),
        span.identity(),
        span.call(),
        span.tool(),
        span.content(),
        span.raw());
  }

  private static String rowsOf(int traces) {
    return ROWS.replace(
        " ORDER BY",
        " WHERE trace_id::VARCHAR LIKE '" + String.format("%04x", traces + 1) + "%' ORDER BY");
  }

  @Test
  @DisplayName("a commit that fails leaves rows of earlier commits as they were")
  void failedCommit() throws Exception {
    try (DuckDbStore store = DuckDbStore.open(folder, DuckDbOptions.DEFAULT);
        GroupCommit ingest = GroupCommit.start(store, IngestLimits.DEFAULT)) {
      submit(ingest, build(call(1, 1, T).millis(5000).tokens(1, 1)));
      Span good = call(1, 2, T + 1).under(1).tokens(1, 1).build();
      Span bad = withoutName(call(1, 3, T + 2).under(1).build());
      assertThat(ingest.submit(Batch.ofSpans(List.of(good, bad))))
          .failsWithin(java.time.Duration.ofSeconds(60));
      assertThat(Tables.column(store, "SELECT usage_role FROM spans")).containsExactly("own");
      submit(ingest, List.of(good));
      assertThat(Tables.column(store, "SELECT usage_role FROM spans ORDER BY span_id"))
          .containsExactly("duplicate", "own");
    }
  }

  private static Span withoutName(Span span) {
    return new Span(
        span.key(),
        span.parentSpanId(),
        span.origin(),
        span.dialect(),
        null,
        span.otelKind(),
        span.kind(),
        span.operation(),
        span.startNanos(),
        span.durationNanos(),
        span.status(),
        span.failure(),
        span.identity(),
        span.call(),
        span.tool(),
        span.content(),
        span.raw());
  }

  @Test
  @DisplayName("a call told by a span and by a log, in two traces, counts once: the span's")
  void spanAndLog() throws Exception {
    for (boolean logFirst : new boolean[] {false, true}) {
      try (DuckDbStore store =
              DuckDbStore.open(folder.resolve("" + logFirst), DuckDbOptions.DEFAULT);
          GroupCommit ingest = GroupCommit.start(store, IngestLimits.DEFAULT)) {
        Span log =
            told(
                call(1, 1, T)
                    .conversation("session")
                    .tokens(5, 5)
                    .attributes("{\"parley.span.source\":\"log\"}")
                    .build());
        Span span = told(call(2, 1, T).conversation("session").tokens(5, 5).build());
        Span other = told(call(3, 1, T).conversation("another").tokens(5, 5).build());
        submit(ingest, List.of(other));
        submit(ingest, List.of(logFirst ? log : span));
        submit(ingest, List.of(logFirst ? span : log));
        assertThat(
                Tables.column(
                    store,
                    "SELECT concat_ws(' ', usage_role, is_call, usage_mark) FROM spans ORDER BY"
                        + " trace_id"))
            .containsExactly("duplicate false superseded", "own true", "own true");
        submit(ingest, build(TestSpan.of(Kind.AGENT, 1, 2, T).tokens(5, 5)));
        assertThat(Tables.value(store, "SELECT count(*) FROM spans WHERE usage_mark IS NOT NULL"))
            .isEqualTo(1L);
      }
    }
  }

  private static Span told(Span span) {
    Call call = span.call();
    return new Span(
        span.key(),
        span.parentSpanId(),
        span.origin(),
        Dialect.CLAUDE_CODE,
        span.name(),
        span.otelKind(),
        span.kind(),
        span.operation(),
        span.startNanos(),
        span.durationNanos(),
        span.status(),
        span.failure(),
        span.identity(),
        new Call(
            call.provider(),
            call.requestModel(),
            call.responseModel(),
            call.usage(),
            call.role(),
            call.cost(),
            call.serviceTier(),
            "req_1",
            call.finishReasons(),
            call.timeToFirstTokenNanos()),
        span.tool(),
        span.content(),
        span.raw());
  }

  @Test
  @DisplayName("a trace that grows without end is held no longer, and is stored all the same")
  void endlessTrace() throws Exception {
    try (DuckDbStore store = DuckDbStore.open(folder, DuckDbOptions.DEFAULT)) {
      ActiveTraces traces = new ActiveTraces(store, "default", id -> false);
      int perCommit = 5_000;
      for (int commit = 0; commit < 12; commit++) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < perCommit; i++) {
          spans.add(TestSpan.of(Kind.STEP, 1, 1 + commit * perCommit + i, T).under(1).build());
        }
        ActiveTraces.Judged judged =
            traces.judge(
                Preparation.prepare(Batch.ofSpans(spans)).spans().stream()
                    .map(Prepared.PreparedSpan::row)
                    .toList(),
                List.of());
        assertThat(judged.rows()).hasSize(perCommit);
        assertThat(traces.spans()).isLessThanOrEqualTo(ActiveTraces.MOST_SPANS);
      }
      assertThat(traces.spans()).isZero();

      ActiveTraces.Judged late =
          traces.judge(
              Preparation.prepare(
                      Batch.ofSpans(build(TestSpan.of(Kind.AGENT, 1, 900_000, T).tokens(9, 9))))
                  .spans()
                  .stream()
                  .map(Prepared.PreparedSpan::row)
                  .toList(),
              List.of());
      // Its calls may have come before.
      assertThat(late.rows().get(0).standing().counted()).isFalse();
    }
  }
}
