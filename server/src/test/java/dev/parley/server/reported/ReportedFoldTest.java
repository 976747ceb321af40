package dev.parley.server.reported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.server.model.MetricPoint;
import dev.parley.server.store.ServiceHour;
import dev.parley.server.store.StoredPoint;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reported metrics")
class ReportedFoldTest {
  private static final long HOUR = ServiceHour.NANOS;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long T0 = 100 * HOUR;

  private final ReportedFold fold = new ReportedFold();

  /** A point of service "agent"; times in seconds after T0. */
  private static StoredPoint point(
      String name, boolean delta, String attributes, long start, long time, Object amount) {
    return point(name, "", delta, attributes, start, time, amount);
  }

  private static StoredPoint point(
      String name,
      String unit,
      boolean delta,
      String attributes,
      long start,
      long time,
      Object amount) {
    boolean number = amount instanceof Number;
    String data = number ? "{}" : (String) amount;
    MetricPoint.Type type =
        number
            ? MetricPoint.Type.SUM
            : data.contains("\"scale\"")
                ? MetricPoint.Type.EXPONENTIAL_HISTOGRAM
                : data.contains("explicitBounds")
                    ? MetricPoint.Type.HISTOGRAM
                    : MetricPoint.Type.SUMMARY;
    return new StoredPoint(
        "resource scope",
        "agent",
        name,
        type,
        unit,
        delta,
        attributes,
        T0 + start * SECOND,
        T0 + time * SECOND,
        number ? ((Number) amount).doubleValue() : null,
        data);
  }

  private static String histogram(long count, double sum, String bounds, String counts) {
    return "{\"count\":\"%d\",\"sum\":%s,\"bucketCounts\":[%s],\"explicitBounds\":[%s]}"
        .formatted(count, sum, counts, bounds);
  }

  private List<ReportedTotals> totals() {
    return fold.totals(T0 - HOUR, T0, T0 + 10 * HOUR, hour -> false);
  }

  private ReportedTotals.Model model() {
    List<ReportedTotals> totals = totals();
    assertThat(totals).hasSize(1);
    assertThat(totals.get(0).models()).hasSize(1);
    return totals.get(0).models().get(0);
  }

  private static String claude(String type) {
    return "{\"type\":\"" + type + "\",\"model\":\"claude-sonnet-4-5\"}";
  }

  @Test
  @DisplayName("Vector 14: delta sums add up, and a point that is exported again counts once")
  void delta() {
    fold.add(point("claude_code.token.usage", true, claude("input"), 0, 60, 12));
    fold.add(point("claude_code.token.usage", true, claude("input"), 60, 120, 30));
    fold.add(point("claude_code.token.usage", true, claude("input"), 0, 60, 12));
    fold.add(point("claude_code.token.usage", true, claude("cacheRead"), 0, 60, 1000));
    fold.add(point("claude_code.token.usage", true, claude("cacheCreation"), 0, 60, 200));
    fold.add(point("claude_code.token.usage", true, claude("output"), 0, 60, 50));
    fold.add(point("claude_code.cost.usage", true, claude("x"), 0, 60, 0.25));
    fold.add(point("claude_code.cost.usage", true, claude("x"), 0, 60, 0.25));

    ReportedTotals.Model model = model();
    assertThat(model.model()).isEqualTo("claude-sonnet-4-5");
    assertThat(model.input()).isEqualTo(1242);
    assertThat(model.cacheRead()).isEqualTo(1000);
    assertThat(model.cacheWrite()).isEqualTo(200);
    assertThat(model.output()).isEqualTo(50);
    assertThat(model.reasoning()).isNull();
    assertThat(model.cost()).isEqualTo(0.25);
    assertThat(model.calls()).isNull();
  }

  private static final String USAGE = "gen_ai.client.token.usage";

  private static String type(String type) {
    return "{\"gen_ai.operation.name\":\"chat\",\"gen_ai.system\":\"openai\","
        + "\"gen_ai.request.model\":\"gpt-4o\",\"gen_ai.token.type\":\""
        + type
        + "\"}";
  }

  @Test
  @DisplayName("Cumulative points count by their differences, in any order, over restarts")
  void cumulative() {
    // Began within what is known: its first value counts from 0. Arrives out of order.
    fold.add(point(USAGE, false, type("input"), 0, 120, 150));
    fold.add(point(USAGE, false, type("input"), 0, 60, 100));
    fold.add(point(USAGE, false, type("input"), 0, 60, 100));
    // A restart that says so, then one that only shows.
    fold.add(point(USAGE, false, type("input"), 150, 180, 40));
    fold.add(point(USAGE, false, type("input"), 150, 240, 10));
    assertThat(model().input()).isEqualTo(150 + 40 + 10);
  }

  @Test
  @DisplayName("Two processes that call themselves the same each count what came to them")
  void twoProcesses() {
    for (int minute = 1; minute <= 60; minute++) {
      fold.add(point(USAGE, false, type("input"), 0, 60L * minute, 20 * minute));
      fold.add(point(USAGE, false, type("input"), 1, 60L * minute + 7, 8 * minute));
    }
    assertThat(model().input()).isEqualTo(60 * 20 + 60 * 8);
  }

  @Test
  @DisplayName("A counter that is older than what is known only says what came since")
  void baseline() {
    fold.add(point(USAGE, false, type("input"), -100_000, 60, 5000));
    fold.add(point(USAGE, false, type("input"), -100_000, 120, 5020));
    assertThat(model().input()).isEqualTo(20);
  }

  @Test
  @DisplayName("Vector 14: Micrometer's total is no tokens of its own, whatever the instrument")
  void micrometer() {
    fold.add(point(USAGE, true, type("input"), 0, 60, 100));
    fold.add(point(USAGE, true, type("output"), 0, 60, 20));
    fold.add(point(USAGE, true, type("total"), 0, 60, 120));
    fold.add(
        point(
            "gen_ai.client.operation",
            "milliseconds",
            false,
            "{\"gen_ai.operation.name\":\"chat\",\"gen_ai.request.model\":\"gpt-4o\","
                + "\"gen_ai.system\":\"openai\",\"error\":\"none\"}",
            0,
            60,
            "{\"count\":\"4\",\"sum\":6000.0,\"quantileValues\":[]}"));
    ReportedTotals.Model model = model();
    assertThat(model.input()).isEqualTo(100);
    assertThat(model.output()).isEqualTo(20);
    assertThat(model.calls()).isEqualTo(4);
    assertThat(model.errors()).isZero();
    assertThat(totals().get(0).latency()).isEqualTo(new ReportedTotals.Latency(4, 1.5, null, null));
  }

  @Test
  @DisplayName("Vector 14: where an emitter sends old and new names, one of them counts")
  void oldAndNew() {
    String labels =
        "{\"gen_ai.provider.name\":\"openai\",\"gen_ai.request.model\":\"gpt-4o\","
            + "\"gen_ai.token.modality\":\"text\"}";
    String buckets = histogram(1, 100, "", "1");
    fold.add(point(USAGE, true, type("input"), 0, 60, buckets));
    fold.add(point(USAGE, true, type("completion"), 0, 60, histogram(1, 7, "", "1")));
    fold.add(point("gen_ai.client.inference.usage.input_tokens", true, labels, 0, 60, 100));
    fold.add(point("gen_ai.client.inference.usage.output_tokens", true, labels, 0, 60, 7));
    fold.add(point("gen_ai.client.inference.operation.input_tokens", true, labels, 0, 60, buckets));
    ReportedTotals.Model model = model();
    assertThat(model.input()).isEqualTo(100);
    assertThat(model.output()).isEqualTo(7);
    assertThat(totals().get(0).metrics())
        .containsExactly(
            "gen_ai.client.inference.usage.input_tokens",
            "gen_ai.client.inference.usage.output_tokens");
  }

  @Test
  @DisplayName("Tokens of an agent are those of its calls and don't count again")
  void agents() {
    fold.add(point(USAGE, true, type("input"), 0, 60, 100));
    fold.add(point(USAGE, true, type("input").replace("chat", "invoke_agent"), 0, 60, 100));
    assertThat(model().input()).isEqualTo(100);
  }

  @Test
  @DisplayName("ING-03: hours in which spans tell of the calls are left to them")
  void covered() {
    fold.add(point(USAGE, true, type("input"), 0, 60, 100));
    fold.add(point(USAGE, true, type("input"), 7200, 7260, 30));
    List<ReportedTotals> totals =
        fold.totals(
            T0 - HOUR, T0, T0 + 10 * HOUR, hour -> hour.equals(new ServiceHour("agent", 100)));
    assertThat(totals.get(0).models().get(0).input()).isEqualTo(30);
    assertThat(fold.totals(T0 - HOUR, T0, T0 + 10 * HOUR, hour -> true)).isEmpty();
  }

  private static ExponentialBuckets exponential(int scale, long zero, long... indexAndCount) {
    TreeMap<Integer, Long> counts = new TreeMap<>();
    for (int i = 0; i < indexAndCount.length; i += 2) {
      counts.put((int) indexAndCount[i], indexAndCount[i + 1]);
    }
    return new ExponentialBuckets(scale, zero, counts);
  }

  @Test
  @DisplayName("Vector 14: exponential histograms of unlike scale merge at the coarser one")
  void scales() {
    // Scale 1: (1, √2], (√2, 2], (2, 2√2]; scale 0: (1, 2], (2, 4].
    ExponentialBuckets fine = exponential(1, 1, 0, 2, 1, 3, 2, 4, -1, 1);
    ExponentialBuckets coarse = exponential(0, 2, 0, 10, 1, 5);
    assertThat(fine.plus(coarse)).isEqualTo(exponential(0, 3, -1, 1, 0, 15, 1, 9));
    assertThat(coarse.plus(fine)).isEqualTo(fine.plus(coarse));
    assertThat(exponential(20, 0, 1 << 20, 1).at(0)).isEqualTo(exponential(0, 0, 1, 1));
    assertThat(exponential(0, 0, -3, 1).at(-1)).isEqualTo(exponential(-1, 0, -2, 1));
    assertThat(fine.plus(coarse).minus(coarse).count()).isEqualTo(fine.count());
  }

  @Test
  @DisplayName("Quantiles lie within the bucket that has them")
  void quantiles() {
    ExponentialBuckets buckets = exponential(0, 0, 0, 50, 3, 50);
    assertThat(buckets.quantile(0.25)).isBetween(1.0, 2.0);
    assertThat(buckets.quantile(0.95)).isBetween(8.0, 16.0);
    assertThat(exponential(3, 0).quantile(0.5)).isNull();
    ExplicitBuckets explicit =
        new ExplicitBuckets(List.of(1.0, 2.0, 4.0), List.of(0L, 10L, 10L, 0L));
    assertThat(explicit.quantile(0.5)).isCloseTo(2.0, within(1e-9));
    assertThat(explicit.quantile(0.75)).isCloseTo(3.0, within(1e-9));
    assertThat(explicit.plus(new ExplicitBuckets(List.of(5.0), List.of(1L, 1L)))).isNull();
  }

  @Test
  @DisplayName("Hostile points are left out and break nothing")
  void hostile() {
    fold.add(point(USAGE, true, "[1]", 0, 60, -5));
    fold.add(point(USAGE, true, type("input"), 0, 60, Double.NaN));
    fold.add(point(USAGE, true, type("output"), 0, 60, "{\"explicitBounds\":1,\"sum\":\"NaN\"}"));
    fold.add(
        point(
            "gen_ai.client.operation.duration",
            "s",
            true,
            "not json",
            0,
            60,
            "{\"count\":\"1\",\"sum\":1.0,\"scale\":2147483647,\"positive\":{\"offset\":2147483647,"
                + "\"bucketCounts\":[\"1\",\"1\"]}}"));
    fold.add(
        point(
            "gen_ai.client.operation.duration",
            "s",
            true,
            "{}",
            0,
            60,
            "{\"count\":\"1\",\"sum\":1.0,\"scale\":-2147483648,\"positive\":{\"offset\":0,"
                + "\"bucketCounts\":[\"1\"]}}"));
    assertThat(totals()).hasSize(1);
    assertThat(totals().get(0).latency().count()).isEqualTo(2);
  }
}
