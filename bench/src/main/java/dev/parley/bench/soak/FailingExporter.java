package dev.parley.bench.soak;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

/** Keeps nothing; refuses every third batch and throws on every seventh. */
final class FailingExporter implements SpanExporter {
  private final LongAdder batches = new LongAdder();
  private final LongAdder spans = new LongAdder();

  /** How many spans were offered so far. */
  long spans() {
    return spans.sum();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> batch) {
    batches.increment();
    spans.add(batch.size());
    long number = batches.sum();
    if (number % 7 == 0) {
      throw new IllegalStateException("the exporter broke on batch " + number);
    }
    return number % 3 == 0 ? CompletableResultCode.ofFailure() : CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
