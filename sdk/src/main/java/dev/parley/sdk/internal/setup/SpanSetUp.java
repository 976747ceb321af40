package dev.parley.sdk.internal.setup;

import dev.parley.sdk.internal.Settings;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSamplerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanLimitsBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessorBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What the settings say about spans: sampler, limits, batches. */
public final class SpanSetUp {
  /** Indexed messages take several attributes each; OpenTelemetry's default is 128. */
  public static final int ATTRIBUTE_LIMIT = 512;

  private static final String SPAN_ATTRIBUTES = "otel.span.attribute.count.limit";
  private static final String ALL_ATTRIBUTES = "otel.attribute.count.limit";

  /** An ended span shall be on the screen within two seconds. */
  private static final Duration SCHEDULE_DELAY = Duration.ofMillis(400);

  private static final int QUEUE_SIZE = 2048;
  private static final int BATCH_SIZE = 512;

  private SpanSetUp() {}

  public static SpanLimits limits(Settings settings) {
    SpanLimitsBuilder limits = SpanLimits.builder();
    Integer length = settings.count("otel.span.attribute.value.length.limit", 0);
    set(
        length != null ? length : settings.count("otel.attribute.value.length.limit", 0),
        limits::setMaxAttributeValueLength);
    set(settings.count("otel.span.event.count.limit", 0), limits::setMaxNumberOfEvents);
    set(settings.count("otel.span.link.count.limit", 0), limits::setMaxNumberOfLinks);
    Integer all = settings.count(ALL_ATTRIBUTES, 0);
    Integer perEvent = settings.count("otel.event.attribute.count.limit", 0);
    set(perEvent != null ? perEvent : all, limits::setMaxNumberOfAttributesPerEvent);
    Integer perLink = settings.count("otel.link.attribute.count.limit", 0);
    set(perLink != null ? perLink : all, limits::setMaxNumberOfAttributesPerLink);
    return limits.setMaxNumberOfAttributes(attributes(settings, all)).build();
  }

  private static int attributes(Settings settings, @Nullable Integer all) {
    Integer ofSpans = settings.count(SPAN_ATTRIBUTES, 0);
    Integer limit = ofSpans != null ? ofSpans : all;
    if (limit == null) {
      return ATTRIBUTE_LIMIT;
    }
    if (limit < ATTRIBUTE_LIMIT) {
      Settings.warn(
          (ofSpans != null ? SPAN_ATTRIBUTES : ALL_ATTRIBUTES)
              + " is "
              + limit
              + ": long conversations may lose attributes (Parley's default: "
              + ATTRIBUTE_LIMIT
              + ")");
    }
    return limit;
  }

  private static void set(@Nullable Integer value, IntConsumer setting) {
    if (value != null) {
      setting.accept(value);
    }
  }

  /** By {@code OTEL_TRACES_SAMPLER} and its argument; every span by default. */
  public static Sampler sampler(Settings settings) {
    String name = settings.text("otel.traces.sampler");
    Sampler standard = Sampler.parentBased(Sampler.alwaysOn());
    if (name == null) {
      return standard;
    }
    return switch (name) {
      case "always_on" -> Sampler.alwaysOn();
      case "always_off" -> Sampler.alwaysOff();
      case "traceidratio" -> Sampler.traceIdRatioBased(ratio(settings));
      case "parentbased_always_on" -> standard;
      case "parentbased_always_off" -> Sampler.parentBased(Sampler.alwaysOff());
      case "parentbased_traceidratio" ->
          Sampler.parentBased(Sampler.traceIdRatioBased(ratio(settings)));
      default -> {
        Sampler other = otherSampler(settings, name);
        yield other != null ? other : standard;
      }
    };
  }

  private static @Nullable Sampler otherSampler(Settings settings, String name) {
    try {
      ConfigurableSamplerProvider provider =
          Extensions.named(
              ConfigurableSamplerProvider.class, ConfigurableSamplerProvider::getName, name);
      if (provider != null) {
        return provider.createSampler(ExportConfig.of(settings));
      }
    } catch (RuntimeException | LinkageError e) {
      Settings.warn("otel.traces.sampler: \"" + name + "\" failed: " + e.getMessage());
      return null;
    }
    Settings.ignored(
        "otel.traces.sampler",
        name,
        "always_on, always_off, traceidratio, or these three after parentbased_");
    return null;
  }

  private static double ratio(Settings settings) {
    Double ratio = settings.decimal("otel.traces.sampler.arg");
    if (ratio == null) {
      return 1;
    }
    if (ratio >= 0 && ratio <= 1) {
      return ratio;
    }
    Settings.ignored("otel.traces.sampler.arg", ratio.toString(), "a number from 0 to 1");
    return 1;
  }

  /**
   * A processor that exports in batches.
   *
   * @param delay what the code says; null leaves it to the settings
   */
  public static SpanProcessor batches(
      Settings settings, SpanExporter exporter, @Nullable Duration delay) {
    BatchSizes sizes = BatchSizes.of(settings, "otel.bsp", QUEUE_SIZE, BATCH_SIZE);
    Duration configured = settings.duration("otel.bsp.schedule.delay");
    BatchSpanProcessorBuilder batches =
        BatchSpanProcessor.builder(exporter)
            .setScheduleDelay(
                delay != null ? delay : configured != null ? configured : SCHEDULE_DELAY)
            .setMaxQueueSize(sizes.queue())
            .setMaxExportBatchSize(sizes.batch());
    Duration timeout = settings.duration("otel.bsp.export.timeout");
    if (timeout != null) {
      batches.setExporterTimeout(timeout);
    }
    return new FlushedSpans(batches.build());
  }
}
