package dev.parley.sdk.internal.setup;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;

/** A batch processor of log records with flushes that leave nothing out. */
final class FlushedLogs implements LogRecordProcessor {
  private final LogRecordProcessor batches;
  private final FreshFlush flush;

  FlushedLogs(LogRecordProcessor batches) {
    this.batches = batches;
    this.flush = new FreshFlush(batches::forceFlush);
  }

  @Override
  public void onEmit(Context context, ReadWriteLogRecord record) {
    batches.onEmit(context, record);
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
