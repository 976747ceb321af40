package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parley.sdk.ParleySpanProcessor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What enriching a span may cost, as far as a test can say it, and where the rest is measured. */
class EnrichmentBudgetTest {
  private static final int SPANS = 100_000;
  private static final int MOST_ROUNDS = 200;
  private static final double MOST_NANOS = 5_000;

  private final ExtendedSpanProcessor processor =
      (ExtendedSpanProcessor) ParleySpanProcessor.create(SamplePrices.BOOK);

  @Test
  @DisplayName("ING-05: 0 bytes without context; 5 us at p99 and the rate of ingest are measured")
  void budget() throws Exception {
    assertThat(leastAllocated(Context.root()))
        .as("bytes for %,d spans without context", SPANS)
        .isZero();

    assertThat(Limits.ALL)
        .as("the limit that ./parley bench keeps")
        .anyMatch(
            limit ->
                limit.statistic() == Limit.Statistic.P99
                    && limit.subject().equals("SpanInScopeBenchmark.byParley")
                    && Double.valueOf(MOST_NANOS).equals(limit.maxNanos()));
    String figures = Files.readString(Path.of("../docs/performance.md"));
    assertThat(number(figures, "\\| a span with [^|]*99th percentile \\|[^|]*\\| ([\\d,.]+) ns"))
        .as("the 99th percentile, in nanoseconds")
        .hasValueSatisfying(nanos -> assertThat(nanos).isBetween(1.0, MOST_NANOS));
    assertThat(
            number(
                figures,
                "acknowledged a second[^\\n]*\\n\\|[-|:]+\\n\\|[^|]*\\|[^|]*\\| ([\\d,]+)"))
        .as("the ingest rate, in durable spans a second")
        .hasValueSatisfying(rate -> assertThat(rate).isGreaterThan(1_000));
  }

  /** Rounds are made until one allocates nothing: before, code is compiled and classes load. */
  private long leastAllocated(Context context) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ReadWriteSpan span =
        (ReadWriteSpan)
            PlainTelemetry.tracer()
                .spanBuilder("GET /orders/{id}")
                .setAttribute(AttributeKey.stringKey("http.route"), "/orders/{id}")
                .startSpan();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < SPANS; i++) {
        processor.onStart(context, span);
        processor.onEnding(span);
        processor.onEnd(span);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    span.end();
    return least;
  }

  private static Optional<Double> number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find()
        ? Optional.of(Double.valueOf(matcher.group(1).replace(",", "")))
        : Optional.empty();
  }
}
