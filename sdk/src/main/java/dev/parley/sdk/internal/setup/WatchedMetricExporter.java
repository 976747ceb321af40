package dev.parley.sdk.internal.setup;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;

/** Hands everything to an exporter under the eyes of an {@link ExportWatch}. */
record WatchedMetricExporter(MetricExporter exporter, ExportWatch watch) implements MetricExporter {
  @Override
  public CompletableResultCode export(Collection<MetricData> items) {
    return watch.export(items.size(), () -> exporter.export(items));
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return exporter.getAggregationTemporality(type);
  }

  @Override
  public Aggregation getDefaultAggregation(InstrumentType type) {
    return exporter.getDefaultAggregation(type);
  }

  @Override
  public MemoryMode getMemoryMode() {
    return exporter.getMemoryMode();
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
