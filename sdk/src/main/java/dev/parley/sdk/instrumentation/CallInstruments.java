package dev.parley.sdk.instrumentation;

import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics of one Parley's calls are recorded with. Each instrument is made once, when it
 * is first needed, and the attributes of calls that are alike are made once: both take longer than
 * recording. Thread-safe; may throw what a foreign OpenTelemetry throws.
 */
final class CallInstruments {
  /** More kinds of calls than an application makes; any beyond are described anew each time. */
  private static final int MOST_KINDS = 1_000;

  private static final Guard RECORDING = new Guard("A recorder of calls");

  private final OpenTelemetry openTelemetry;
  private final List<CallRecorder> recorders;
  private final ConcurrentMap<CallLabels, CallAttributes> kinds = new ConcurrentHashMap<>();
  private volatile @Nullable DoubleHistogram duration;
  private volatile @Nullable DoubleHistogram firstChunk;
  private volatile @Nullable LongHistogram tokens;

  CallInstruments(OpenTelemetry openTelemetry, List<CallRecorder> recorders) {
    this.openTelemetry = openTelemetry;
    this.recorders = List.copyOf(recorders);
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

  /** {@link CallRecorder#DURATION}. */
  void duration(double seconds, Attributes call, Context context) {
    tell(recorder -> recorder.duration(seconds, call));
    duration().record(seconds, call, context);
  }

  /** {@link CallRecorder#FIRST_CHUNK}. */
  void firstChunk(double seconds, Attributes call, Context context) {
    tell(recorder -> recorder.firstChunk(seconds, call));
    firstChunk().record(seconds, call, context);
  }

  /** {@link CallRecorder#TOKENS}. */
  void tokens(long count, Attributes call, Context context) {
    tell(recorder -> recorder.tokens(count, call));
    tokens().record(count, call, context);
  }

  private void tell(Consumer<CallRecorder> measurement) {
    for (CallRecorder recorder : recorders) {
      RECORDING.run(() -> measurement.accept(recorder));
    }
  }

  private DoubleHistogram duration() {
    DoubleHistogram known = duration;
    if (known == null) {
      known = seconds(CallRecorder.DURATION, "Duration of calls to models");
      duration = known;
    }
    return known;
  }

  private DoubleHistogram firstChunk() {
    DoubleHistogram known = firstChunk;
    if (known == null) {
      known = seconds(CallRecorder.FIRST_CHUNK, "Time until the first piece of a streamed answer");
      firstChunk = known;
    }
    return known;
  }

  private LongHistogram tokens() {
    LongHistogram known = tokens;
    if (known == null) {
      known =
          meter()
              .histogramBuilder(CallRecorder.TOKENS)
              .ofLongs()
              .setUnit("{token}")
              .setDescription("Tokens that calls to models used")
              .setExplicitBucketBoundariesAdvice(CallRecorder.TOKEN_BOUNDARIES)
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
        .setExplicitBucketBoundariesAdvice(CallRecorder.SECONDS_BOUNDARIES)
        .build();
  }

  private Meter meter() {
    return openTelemetry.getMeter(SpanLifecycle.SCOPE);
  }
}
