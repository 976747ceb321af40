package dev.parley.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.server.dialect.Rereader;
import dev.parley.server.metrics.TestMetrics;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Call;
import dev.parley.server.model.Content;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Identity;
import dev.parley.server.model.Kind;
import dev.parley.server.model.SentSpan;
import dev.parley.server.model.Span;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Project;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbRemapping;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Data that an older version stored, read once more")
final class RemapTest {
  private static final String TOKENS = "gen_ai_client_token_usage_total";

  /** All that is understood of the spans, by trace. */
  private static final String UNDERSTOOD =
      "SELECT string_agg(s::VARCHAR, chr(10) ORDER BY s.span_id) FROM (SELECT * EXCLUDE"
          + " (received_nanos, attributes, events, links) FROM spans) s GROUP BY s.trace_id"
          + " ORDER BY s.trace_id";

  private static final String SENT =
      "SELECT concat_ws(' ', trace_id, span_id, received_nanos, name, resource, attributes, events,"
          + " links) FROM spans ORDER BY trace_id, span_id";

  @TempDir private Path folder;

  private static void fill(TestStore store, UnaryOperator<Span> mapping) throws Exception {
    List<Batch> parts = new ArrayList<>();
    for (String fixture : OrderIndependenceTest.fixtures()) {
      parts.addAll(OrderIndependenceTest.parts(fixture, parts.size()));
    }
    Batch sent = OrderIndependenceTest.together(parts);
    List<Span> spans = sent.spans().stream().map(mapping).toList();
    store.ingest().submit(new Batch(spans, sent.logs(), List.of())).get(60, TimeUnit.SECONDS);
  }

  /** A version that knew none of the dialects, or did not find what was used. */
  private static Span older(Span span) {
    boolean known = span.key().spanId().endsWith("1") && span.kind() != Kind.OTHER;
    return new Span(
        span.key(),
        span.parentSpanId(),
        span.origin(),
        known ? span.dialect() : Dialect.NONE,
        span.name(),
        span.otelKind(),
        known ? span.kind() : Kind.OTHER,
        known ? span.operation() : null,
        span.startNanos(),
        span.durationNanos(),
        span.status(),
        span.failure(),
        Identity.NONE,
        known ? withoutUsage(span.call()) : Call.NONE,
        null,
        Content.NONE,
        span.raw());
  }

  private static Call withoutUsage(Call call) {
    return new Call(
        call.provider(),
        call.requestModel(),
        call.responseModel(),
        null,
        call.role(),
        null,
        call.serviceTier(),
        call.responseId(),
        List.of(),
        null);
  }

  private static Remap.Progress remap(
      TestStore store, Function<SentSpan, @Nullable Span> mapping, int batchSpans) {
    return Remap.run(
        store.store(),
        new DuckDbRemapping(store.store(), Project.DEFAULT),
        Project.DEFAULT,
        mapping,
        0,
        100_000,
        progress -> {},
        batchSpans);
  }

  @Test
  @DisplayName("becomes what the new version stores; ended in the middle, each trace is old or new")
  void becomesNew() throws Exception {
    List<Object> expected;
    BigDecimal tokens;
    try (TestStore store = new TestStore(folder.resolve("new"));
        TestMetrics metrics = new TestMetrics(store, 1000)) {
      fill(store, span -> span);
      expected = Tables.column(store.store(), UNDERSTOOD);
      tokens = metrics.advance().sum(TOKENS);
      // Nothing to do for the version that stored it.
      Remap.Progress progress = remap(store, Rereader::span, 2_000);
      assertThat(Tables.column(store.store(), UNDERSTOOD)).isEqualTo(expected);
      assertThat(progress.changed()).isZero();
      assertThat(progress.spans()).isEqualTo(Tables.count(store.store(), "spans"));
    }
    try (TestStore store = new TestStore(folder.resolve("old"));
        TestMetrics metrics = new TestMetrics(store, 1000)) {
      fill(store, RemapTest::older);
      List<Object> before = Tables.column(store.store(), UNDERSTOOD);
      List<Object> sent = Tables.column(store.store(), SENT);
      assertThat(before).isNotEqualTo(expected);
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("0");

      int[] read = new int[1];
      assertThatThrownBy(
              () ->
                  remap(
                      store,
                      span -> {
                        if (read[0]++ > 60) {
                          throw new IllegalStateException("ended");
                        }
                        return Rereader.span(span);
                      },
                      20))
          .hasMessage("ended");
      List<Object> half = Tables.column(store.store(), UNDERSTOOD);
      assertThat(half).isNotEqualTo(before).isNotEqualTo(expected);
      Set<Object> either = new HashSet<>(before);
      either.addAll(expected);
      assertThat(half.stream().filter(trace -> !trace.toString().contains("claude_code")))
          .allMatch(either::contains);

      Remap.Progress progress = remap(store, Rereader::span, 20);
      assertThat(Tables.column(store.store(), UNDERSTOOD)).isEqualTo(expected);
      assertThat(Tables.column(store.store(), SENT)).isEqualTo(sent);
      assertThat(progress.changed()).isPositive().isLessThan(progress.spans());
      // Counters take in what changed when they take in what came since.
      store.save(TestSpan.call(1, 1, 1_785_585_600_000L));
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo(tokens);
    }
  }

  @Test
  @DisplayName("a range of days rewrites its traces alone")
  void range() throws Exception {
    try (TestStore store = new TestStore(folder)) {
      fill(store, RemapTest::older);
      int day = (int) Tables.value(store.store(), "SELECT min(day) FROM spans");
      Remap.Progress progress =
          Remap.run(
              store.store(),
              new DuckDbRemapping(store.store(), Project.DEFAULT),
              Project.DEFAULT,
              Rereader::span,
              day,
              day,
              told -> {});
      assertThat(progress.day()).isEqualTo(day);
      assertThat(progress.changed()).isPositive();
      assertThat(
              Tables.value(
                  store.store(),
                  "SELECT count(*) FROM spans WHERE day > "
                      + day
                      + " AND dialect <> 'none'"
                      + " AND span_id % 16 <> 1"))
          .isEqualTo(0L);
    }
  }
}
