package dev.parley.server.metrics;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.server.query.Pricer;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Project;
import dev.parley.server.store.duckdb.DuckDbCallCounters;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counters over a test's store, which count as soon as they are asked. */
public final class TestMetrics implements AutoCloseable {
  public static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"));

  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+(?:\\{.*})?) (\\S+)");

  private final CallMetrics calls;
  private final MetricsService service;

  public TestMetrics(TestStore store, int mostSeries) {
    this(store.store(), store, mostSeries);
  }

  private TestMetrics(DuckDbStore counters, TestStore store, int mostSeries) {
    calls =
        new CallMetrics(
            new DuckDbCallCounters(counters, Project.DEFAULT),
            new Pricer(PRICES),
            mostSeries,
            Duration.ZERO,
            () -> {
              Long nanos = store.ingest().status(Project.DEFAULT).stored().lastReceivedNanos();
              return nanos == null ? 0 : nanos;
            });
    service =
        new MetricsService(
            project -> calls,
            project -> store.ingest().status(project),
            () -> Map.of("malformed", 2L),
            project -> Map.of("email", 3L),
            new ServerMetrics(
                store.ingest(),
                store.removals(),
                () -> 1234L,
                counters::fileBytes,
                counters::busyReaders),
            "1.2.3");
  }

  MetricsService service() {
    return service;
  }

  /** Counts what is stored. */
  public TestMetrics advance() {
    calls.advance();
    return this;
  }

  /** What a scrape gets now. */
  public String text() {
    return service.text(Project.DEFAULT, Format.PROMETHEUS);
  }

  String openMetrics() {
    return service.text(Project.DEFAULT, Format.OPEN_METRICS);
  }

  /** All samples by name and labels. */
  public Map<String, BigDecimal> samples() {
    Map<String, BigDecimal> samples = new LinkedHashMap<>();
    for (String line : text().lines().filter(line -> !line.startsWith("#")).toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches()) {
        throw new AssertionError("no sample: " + line);
      }
      if (samples.put(sample.group(1), new BigDecimal(sample.group(2))) != null) {
        throw new AssertionError("twice: " + line);
      }
    }
    return samples;
  }

  /** The sum of the samples of this name whose labels contain all of these texts. */
  public BigDecimal sum(String name, String... labels) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<String, BigDecimal> sample : samples().entrySet()) {
      String series = sample.getKey();
      boolean named = series.equals(name) || series.startsWith(name + "{");
      if (named && java.util.Arrays.stream(labels).allMatch(series::contains)) {
        sum = sum.add(sample.getValue());
      }
    }
    return sum;
  }

  @Override
  public void close() {}
}
