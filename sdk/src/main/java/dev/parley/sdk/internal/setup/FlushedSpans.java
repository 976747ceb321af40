package dev.parley.sdk.internal.setup;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** A batch processor of spans with flushes that leave nothing out. */
final class FlushedSpans implements SpanProcessor {
  private final SpanProcessor batches;
  private final FreshFlush flush;

  FlushedSpans(SpanProcessor batches) {
    this.batches = batches;
    this.flush = new FreshFlush(batches::forceFlush);
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    batches.onStart(parent, span);
  }

  @Override
  public boolean isStartRequired() {
    return batches.isStartRequired();
  }

  @Override
  public void onEnd(ReadableSpan span) {
    batches.onEnd(span);
  }

  @Override
  public boolean isEndRequired() {
    return batches.isEndRequired();
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return flush.flush();
  }

  @Override
  public String toString() {
    return batches.toString();
  }
}
