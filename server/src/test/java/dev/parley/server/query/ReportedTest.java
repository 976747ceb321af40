package dev.parley.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.PriceBook;
import dev.parley.server.model.Batch;
import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.Origin;
import dev.parley.server.store.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Services that report metrics")
class ReportedTest {
  private static final long T = 1_772_359_200_000L;
  private static final Scope RANGE =
      new Scope(
          TimeUnit.MILLISECONDS.toNanos(T), TimeUnit.MILLISECONDS.toNanos(T + 3_600_000), null);

  @TempDir Path folder;

  private static MetricPoint usage(String type, double tokens) {
    return new MetricPoint(
        new Origin("shop", "production", "{}", "scope", ""),
        "gen_ai.client.token.usage",
        MetricPoint.Type.HISTOGRAM,
        "{token}",
        "",
        false,
        false,
        "{\"gen_ai.operation.name\":\"chat\",\"gen_ai.provider.name\":\"openai\","
            + "\"gen_ai.request.model\":\"gpt-4o\",\"gen_ai.token.type\":\""
            + type
            + "\"}",
        TimeUnit.MILLISECONDS.toNanos(T),
        TimeUnit.MILLISECONDS.toNanos(T + 60_000),
        null,
        "{\"count\":\"2\",\"sum\":" + tokens + ",\"bucketCounts\":[\"2\"],\"explicitBounds\":[]}");
  }

  private static void send(TestStore store, MetricPoint... points) throws Exception {
    store.ingest().submit(Batch.ofPoints(List.of(points))).get(30, TimeUnit.SECONDS);
  }

  private static void sendSpans(TestStore store) {
    store.save(
        TestSpan.call(1, 1, T + 1000).tokens(100, 10), TestSpan.call(2, 1, T + 2000).tokens(50, 5));
  }

  /** Input and output of everything that is shown: what spans count, and what metrics fill in. */
  private static List<Long> totals(TestStore store) {
    Queries queries = store.queries(PriceBook.empty());
    Overview.TokenFigures spans = queries.overview(RANGE).tokens();
    long input = spans.input();
    long output = spans.output();
    for (ReportedMetrics.Service service : queries.reported(RANGE).services()) {
      for (ReportedMetrics.Model model : service.models()) {
        input += model.input() == null ? 0 : model.input();
        output += model.output() == null ? 0 : model.output();
      }
    }
    return List.of(input, output);
  }

  @Test
  @DisplayName("ING-03: spans alone, metrics alone, or both in either order give the same totals")
  void sameTotals() throws Exception {
    List<List<Long>> found = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      try (TestStore store = new TestStore(folder.resolve("s" + i))) {
        if (i == 0 || i == 2) {
          sendSpans(store);
        }
        if (i > 0) {
          send(store, usage("input", 150), usage("output", 15));
          send(store, usage("input", 150), usage("output", 15));
        }
        if (i == 3) {
          sendSpans(store);
        }
        found.add(totals(store));
        Overview overview = store.queries(PriceBook.empty()).overview(RANGE);
        assertThat(overview.tokens().input()).isEqualTo(i == 1 ? 0 : 150);
        if (i == 1) {
          ReportedMetrics.Service shop =
              store.queries(PriceBook.empty()).reported(RANGE).services().get(0);
          assertThat(shop.service()).isEqualTo("shop");
          assertThat(shop.metrics()).containsExactly("gen_ai.client.token.usage");
          assertThat(shop.models().get(0).calls()).isNull();
        }
      }
    }
    assertThat(found).containsOnly(List.of(150L, 15L));
  }
}
