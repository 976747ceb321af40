package dev.parley.sdk.internal.setup;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Hands everything to an exporter under the eyes of an {@link ExportWatch}. */
record WatchedSpanExporter(SpanExporter exporter, ExportWatch watch) implements SpanExporter {
  @Override
  public CompletableResultCode export(Collection<SpanData> items) {
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
