package dev.parley.sdk.internal.setup;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.Collection;

/** Hands everything to an exporter under the eyes of an {@link ExportWatch}. */
record WatchedLogExporter(LogRecordExporter exporter, ExportWatch watch)
    implements LogRecordExporter {
  @Override
  public CompletableResultCode export(Collection<LogRecordData> items) {
    return watch.export(items.size(), () -> exporter.export(items));
  }

  @Override
  public CompletableResultCode flush() {
    return watch.end("Flushing", exporter::flush);
  }

  @Override
  public CompletableResultCode shutdown() {
    return watch.end("Closing", exporter::shutdown);
  }
}
