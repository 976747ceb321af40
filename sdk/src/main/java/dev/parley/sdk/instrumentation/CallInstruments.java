package dev.parley.sdk.instrumentation;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics of one Parley's calls are recorded with. Each instrument is made once, when it
 * is first needed, and the attributes of calls that are alike are made once: both take longer than
 * recording. Thread-safe; may throw what a foreign OpenTelemetry throws.
 */
final class CallInstruments {
  /** More kinds of calls than an application makes; any beyond are described anew each time. */
  private static final int MOST_KINDS = 1_000;

  private static final List<Double> SECONDS =
      List.of(
          0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
  private static final List<Long> TOKENS =
      List.of(
          1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L, 4194304L,
          16777216L, 67108864L);

  private final OpenTelemetry openTelemetry;
  private final ConcurrentMap<CallLabels, CallAttributes> kinds = new ConcurrentHashMap<>();
  private volatile @Nullable DoubleHistogram duration;
  private volatile @Nullable DoubleHistogram firstChunk;
  private volatile @Nullable LongHistogram tokens;

  CallInstruments(OpenTelemetry openTelemetry) {
    this.openTelemetry = openTelemetry;
  }

  CallAttributes attributes(CallLabels labels) {
    CallAttributes known = kinds.get(labels);
    if (known == null) {
      known = CallAttributes.of(labels);
      if (kinds.size() < MOST_KINDS) {
        kinds.put(labels, known);
      }
    }
    return known;
  }

  DoubleHistogram duration() {
    DoubleHistogram known = duration;
    if (known == null) {
      known = seconds("gen_ai.client.operation.duration", "Duration of calls to models");
      duration = known;
    }
    return known;
  }

  DoubleHistogram firstChunk() {
    DoubleHistogram known = firstChunk;
    if (known == null) {
      known =
          seconds(
              "gen_ai.client.operation.time_to_first_chunk",
              "Time until the first piece of a streamed answer");
      firstChunk = known;
    }
    return known;
  }

  LongHistogram tokens() {
    LongHistogram known = tokens;
    if (known == null) {
      known =
          meter()
              .histogramBuilder("gen_ai.client.token.usage")
              .ofLongs()
              .setUnit("{token}")
              .setDescription("Tokens that calls to models used")
              .setExplicitBucketBoundariesAdvice(TOKENS)
              .build();
      tokens = known;
    }
    return known;
  }

  private DoubleHistogram seconds(String name, String description) {
    return meter()
        .histogramBuilder(name)
        .setUnit("s")
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  private Meter meter() {
    return openTelemetry.getMeter(SpanLifecycle.SCOPE);
  }
}
