package dev.parley.sdk.internal.setup;

import dev.parley.sdk.internal.Settings;
import io.opentelemetry.sdk.logs.LogLimits;
import io.opentelemetry.sdk.logs.LogLimitsBuilder;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessorBuilder;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.time.Duration;

/** What the settings say about log records: limits and batches. */
public final class LogSetUp {
  private static final int QUEUE_SIZE = 2048;
  private static final int BATCH_SIZE = 512;

  private LogSetUp() {}

  public static LogLimits limits(Settings settings) {
    LogLimitsBuilder limits = LogLimits.builder();
    Integer own = settings.count("otel.logrecord.attribute.count.limit", 0);
    Integer count = own != null ? own : settings.count("otel.attribute.count.limit", 0);
    if (count != null) {
      limits.setMaxNumberOfAttributes(count);
    }
    Integer ownLength = settings.count("otel.logrecord.attribute.value.length.limit", 0);
    Integer length =
        ownLength != null ? ownLength : settings.count("otel.attribute.value.length.limit", 0);
    if (length != null) {
      limits.setMaxAttributeValueLength(length);
    }
    return limits.build();
  }

  public static LogRecordProcessor batches(Settings settings, LogRecordExporter exporter) {
    BatchSizes sizes = BatchSizes.of(settings, "otel.blrp", QUEUE_SIZE, BATCH_SIZE);
    BatchLogRecordProcessorBuilder batches =
        BatchLogRecordProcessor.builder(exporter)
            .setMaxQueueSize(sizes.queue())
            .setMaxExportBatchSize(sizes.batch());
    Duration delay = settings.duration("otel.blrp.schedule.delay");
    if (delay != null) {
      batches.setScheduleDelay(delay);
    }
    Duration timeout = settings.duration("otel.blrp.export.timeout");
    if (timeout != null) {
      batches.setExporterTimeout(timeout);
    }
    return new FlushedLogs(batches.build());
  }
}
