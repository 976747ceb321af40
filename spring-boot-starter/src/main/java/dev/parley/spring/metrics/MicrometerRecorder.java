package dev.parley.spring.metrics;

import dev.parley.sdk.instrumentation.CallRecorder;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Calls as meters: their durations are timers, their tokens a summary, with the conventions'
 * boundaries as service level objectives. A meter has the same tags for every call, for Prometheus
 * wants it so; what is not known is {@code none}, as Micrometer has it. Thread-safe.
 */
final class MicrometerRecorder implements CallRecorder {
  private static final String UNKNOWN = "none";
  private static final double NANOS_PER_SECOND = 1e9;

  private static final List<AttributeKey<?>> OF_CALLS =
      List.of(
          GenAiAttributes.OPERATION_NAME,
          GenAiAttributes.PROVIDER_NAME,
          GenAiAttributes.SYSTEM,
          GenAiAttributes.REQUEST_MODEL,
          GenAiAttributes.RESPONSE_MODEL,
          GenAiAttributes.SERVER_ADDRESS,
          GenAiAttributes.SERVER_PORT);
  private static final AttributeKey<String> TOKEN_TYPE =
      AttributeKey.stringKey("gen_ai.token.type");

  private static final Duration[] DURATIONS =
      SECONDS_BOUNDARIES.stream()
          .map(seconds -> Duration.ofNanos(nanos(seconds)))
          .toArray(Duration[]::new);
  private static final double[] COUNTS =
      TOKEN_BOUNDARIES.stream().mapToDouble(Long::doubleValue).toArray();

  private final Supplier<RecordedMeters> meters;

  /**
   * A recorder of calls.
   *
   * @param meters asked at each call
   */
  MicrometerRecorder(Supplier<RecordedMeters> meters) {
    this.meters = meters;
  }

  @Override
  public void duration(double seconds, Attributes call) {
    time(DURATION, "Duration of calls to models", seconds, call, GenAiAttributes.ERROR_TYPE);
  }

  @Override
  public void firstChunk(double seconds, Attributes call) {
    time(FIRST_CHUNK, "Time until the first piece of a streamed answer", seconds, call);
  }

  private void time(
      String name, String description, double seconds, Attributes call, AttributeKey<?>... more) {
    MeterRegistry registry = meters.get().registry();
    if (registry != null) {
      Timer.builder(name)
          .description(description)
          .tags(tags(call, more))
          .serviceLevelObjectives(DURATIONS)
          .register(registry)
          .record(nanos(seconds), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void tokens(long count, Attributes call) {
    MeterRegistry registry = meters.get().registry();
    if (registry != null && meters.get().tokens()) {
      // No unit: that of the conventions, {token}, is no part of a name, and Micrometer makes it
      // one.
      DistributionSummary.builder(TOKENS)
          .description("Tokens that calls to models used")
          .tags(tags(call, TOKEN_TYPE))
          .serviceLevelObjectives(COUNTS)
          .register(registry)
          .record((double) count);
    }
  }

  private static List<Tag> tags(Attributes call, AttributeKey<?>... more) {
    List<AttributeKey<?>> keys = new ArrayList<>(OF_CALLS);
    keys.addAll(List.of(more));
    return keys.stream()
        .map(
            key -> {
              Object value = call.get(key);
              return Tag.of(key.getKey(), value == null ? UNKNOWN : value.toString());
            })
        .toList();
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * NANOS_PER_SECOND);
  }
}
