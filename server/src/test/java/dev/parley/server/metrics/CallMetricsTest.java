package dev.parley.server.metrics;

import static dev.parley.server.query.TestSpan.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Usage;
import dev.parley.server.model.Kind;
import dev.parley.server.model.UsageRole;
import dev.parley.server.query.Overview;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Scope;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CallMetricsTest {
  private static final long T = 1_735_689_600_000L;
  private static final String TOKENS = "gen_ai_client_token_usage_total";
  private static final String CALLS = "gen_ai_client_operation_duration_seconds_count";
  private static final String COST = "gen_ai_client_cost_usd_total";
  private static final Scope DAY = new Scope(T * 1_000_000, (T + 86_400_000) * 1_000_000, null);

  @TempDir Path folder;
  private TestStore store;

  @BeforeEach
  void open() {
    store = new TestStore(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static void assertSame(TestMetrics metrics, TestStore store) {
    Overview overview = store.queries(TestMetrics.PRICES).overview(DAY);
    assertThat(metrics.sum(CALLS)).isEqualByComparingTo(String.valueOf(overview.spans().calls()));
    assertThat(metrics.sum(CALLS, "error_type="))
        .isEqualByComparingTo(String.valueOf(overview.success().errors()));
    assertThat(metrics.sum(TOKENS)).isEqualByComparingTo(String.valueOf(overview.tokens().total()));
    assertThat(metrics.sum(TOKENS, "gen_ai_token_type=\"input\""))
        .isEqualByComparingTo(String.valueOf(overview.tokens().input()));
    assertThat(metrics.sum("gen_ai_client_unpriced_calls_total"))
        .isEqualByComparingTo(String.valueOf(overview.cost().unpricedCalls()));
    BigDecimal total =
        overview.cost().total() == null ? BigDecimal.ZERO : overview.cost().total().amount();
    assertThat(metrics.sum(COST)).isEqualByComparingTo(total);
    for (Overview.ModelFigures model : overview.models()) {
      String label = "gen_ai_request_model=\"" + model.model() + '"';
      assertThat(metrics.sum(CALLS, label)).isEqualByComparingTo(String.valueOf(model.calls()));
      assertThat(metrics.sum(TOKENS, label, "\"output\""))
          .isEqualByComparingTo(String.valueOf(model.outputTokens()));
    }
  }

  @Test
  @DisplayName("every counted call, token and dollar of Overview, and nothing else")
  void sameAsOverview() {
    store.save(
        call(1, 1, T).tokens(1000, 500).millis(640),
        call(1, 2, T + 1).tokens(100, 50).millis(641).environment("staging"),
        call(1, 3, T + 2).fails("timeout", "late").millis(90_000),
        call(1, 4, T + 3).model("other", null).usage(Usage.builder().total(70L).build()),
        call(1, 5, T + 4).billed("0.25").tokens(1, 1),
        call(1, 6, T + 5).model("other", null).estimated("0.125").tokens(1, 1),
        call(1, 7, T + 6).role(UsageRole.DUPLICATE).tokens(9_000, 9_000),
        TestSpan.of(Kind.HTTP, 1, 8, T),
        TestSpan.of(Kind.EMBEDDING, 1, 9, T).role(UsageRole.OWN).model("emb", null),
        call(1, 10, T + 7)
            .usage(
                Usage.builder()
                    .input(100L)
                    .cacheRead(60L)
                    .cacheWrite1h(10L)
                    .output(40L)
                    .reasoning(30L)
                    .build()));
    try (TestMetrics metrics = new TestMetrics(store, 1000).advance()) {
      assertSame(metrics, store);
      String gpt = "gen_ai_request_model=\"gpt-4o\"";
      String production = "deployment_environment_name=\"production\"";
      String bucket = "gen_ai_client_operation_duration_seconds_bucket";
      assertThat(metrics.sum(bucket, gpt, "le=\"0.32\"")).isEqualByComparingTo("0");
      assertThat(metrics.sum(bucket, gpt, production, "le=\"0.64\"")).isEqualByComparingTo("1");
      assertThat(metrics.sum(bucket, gpt, "error_type=\"timeout\"", "le=\"81.92\""))
          .isEqualByComparingTo("0");
      assertThat(metrics.sum(bucket, gpt, "error_type=\"timeout\"", "le=\"+Inf\""))
          .isEqualByComparingTo("1");
      assertThat(metrics.sum("gen_ai_client_operation_duration_seconds_sum", "\"staging\""))
          .isEqualByComparingTo("0.641");
      assertThat(metrics.sum(TOKENS, "\"unknown\"")).isEqualByComparingTo("70");
      assertThat(metrics.sum(COST, "cost_source=\"billed\"")).isEqualByComparingTo("0.25");
      assertThat(metrics.sum(COST, "cost_source=\"estimated\"")).isEqualByComparingTo("0.125");
      assertThat(metrics.sum("gen_ai_client_inference_usage_cache_read_input_tokens_total", gpt))
          .isEqualByComparingTo("60");
      assertThat(metrics.sum("gen_ai_client_inference_usage_reasoning_output_tokens_total", gpt))
          .isEqualByComparingTo("30");
      assertThat(metrics.sum(CALLS, "gen_ai_operation_name=\"embeddings\""))
          .isEqualByComparingTo("1");
    }
  }

  @Test
  @DisplayName("counters go on after a restart; a late span counts once, a repeated one not again")
  void restart() {
    store.save(call(1, 1, T + 5000).tokens(10, 5));
    TestMetrics killed = new TestMetrics(store, 1000).advance();
    assertThat(killed.sum(TOKENS)).isEqualByComparingTo("15");
    // Stored, but not counted when the process ends; and a span of an hour ago.
    store.save(call(2, 2, T).tokens(100, 50));
    store.close();
    killed.close();

    store = new TestStore(folder);
    try (TestMetrics metrics = new TestMetrics(store, 1000)) {
      assertThat(metrics.sum(TOKENS)).isEqualByComparingTo("15");
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("165");
      store.save(call(2, 2, T).tokens(100, 50), call(3, 3, T - 3_000_000).tokens(1, 1));
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("167");
      assertThat(metrics.advance().sum(CALLS)).isEqualByComparingTo("3");
    }
  }

  @Test
  @DisplayName("names from outside can't make more series than the limit; nothing is lost")
  void bounded() {
    int models = 50;
    // The one with the most calls gets a series of its own.
    store.save(call(200, 200, T).model("m0", null).tokens(2, 1).fails("e0", "x"));
    for (int i = 0; i < models; i++) {
      store.save(call(i, i + 1, T + i).model("m" + i, null).tokens(2, 1).fails("e" + i, "x"));
    }
    try (TestMetrics metrics = new TestMetrics(store, 10).advance()) {
      assertThat(metrics.sum(TOKENS)).isEqualByComparingTo("153");
      assertThat(metrics.sum(CALLS)).isEqualByComparingTo("51");
      assertThat(metrics.sum(TOKENS, "_other_", "\"output\"")).isEqualByComparingTo("45");
      assertThat(metrics.sum(CALLS, "error_type=\"_other_\"")).isEqualByComparingTo("40");
      assertThat(
              metrics.samples().keySet().stream().filter(name -> name.startsWith(TOKENS)).count())
          .isEqualTo(12);
      assertThat(metrics.sum("parley_metrics_folded_calls_total", "gen_ai_client_token_usage\""))
          .isEqualByComparingTo("45");
      store.save(call(99, 99, T).model("m0", null).tokens(2, 1));
      assertThat(metrics.advance().sum(TOKENS, "\"m0\"")).isEqualByComparingTo("9");
      assertSame(metrics, store, models);
    }
  }

  private static void assertSame(TestMetrics metrics, TestStore store, int models) {
    Overview overview = store.queries(TestMetrics.PRICES).overview(DAY);
    assertThat(overview.models()).hasSize(models);
    assertThat(metrics.sum(TOKENS)).isEqualByComparingTo("" + overview.tokens().total());
  }

  @Test
  @DisplayName("any order and batching of the same calls ends in the same counters")
  void orderIndependent() {
    Random random = new Random(5);
    try (TestMetrics metrics = new TestMetrics(store, 1000)) {
      for (int i = 0; i < 60; i++) {
        TestSpan span =
            call(random.nextInt(20), i + 1, T + random.nextInt(10_000))
                .model("m" + random.nextInt(3), null)
                .tokens(random.nextInt(100), random.nextInt(100))
                .millis(random.nextInt(5_000));
        store.save(span);
        if (random.nextInt(10) == 0) {
          store.save(span);
          metrics.advance();
        }
      }
      metrics.advance();
      assertSame(metrics, store);
      try (TestStore other = new TestStore(folder.resolve("other"));
          TestMetrics again = new TestMetrics(other, 1000)) {
        Random same = new Random(5);
        TestSpan[] spans = new TestSpan[60];
        for (int i = 0; i < 60; i++) {
          spans[59 - i] =
              call(same.nextInt(20), i + 1, T + same.nextInt(10_000))
                  .model("m" + same.nextInt(3), null)
                  .tokens(same.nextInt(100), same.nextInt(100))
                  .millis(same.nextInt(5_000));
          same.nextInt(10);
        }
        other.save(spans);
        again.advance();
        assertThat(calls(again)).isEqualTo(calls(metrics));
      }
    }
  }

  @Test
  @DisplayName("an outer span that was counted before its call came is one call in the end")
  void outerFirst() {
    try (TestMetrics metrics = new TestMetrics(store, 1000)) {
      store.save(call(1, 1, T).tokens(100, 50).millis(1000));
      assertThat(metrics.advance().sum(CALLS)).isEqualByComparingTo("1");
      store.save(call(1, 2, T + 10).under(1).tokens(100, 50).millis(900));
      assertThat(metrics.advance().sum(CALLS)).isEqualByComparingTo("1");
      assertThat(metrics.sum(TOKENS)).isEqualByComparingTo("150");
      assertSame(metrics, store);
    }
  }

  private static String calls(TestMetrics metrics) {
    return metrics.text().lines().filter(line -> line.startsWith("gen_ai_")).toList().toString();
  }
}
