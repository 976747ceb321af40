package dev.parley.sdk.instrumentation;

import dev.parley.pricing.Usage;
import dev.parley.sdk.Parley;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conventions' client metrics of one call: {@code gen_ai.client.operation.duration} in seconds,
 * {@code gen_ai.client.token.usage} by token type, with the conventions' boundaries. A failed call
 * has a duration and no tokens.
 */
public final class CallMetrics {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final List<Double> SECONDS =
      List.of(
          0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
  private static final List<Long> TOKENS =
      List.of(
          1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L, 4194304L,
          16777216L, 67108864L);
  private static final AttributeKey<String> TOKEN_TYPE =
      AttributeKey.stringKey("gen_ai.token.type");

  private final Parley parley;
  private final long startNanos;
  private final AttributesBuilder labels = Attributes.builder();

  CallMetrics(
      Parley parley,
      String operation,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String host,
      int port) {
    this(parley, operation, provider, model, host, port, System.nanoTime());
  }

  /**
   * Of a call that began before.
   *
   * @param startNanos by {@link System#nanoTime}
   */
  public CallMetrics(
      Parley parley,
      String operation,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String host,
      int port,
      long startNanos) {
    this.parley = parley;
    this.startNanos = startNanos;
    labels.put(GenAiAttributes.OPERATION_NAME, operation);
    if (provider != null) {
      provider(provider);
    }
    if (model != null) {
      requestModel(model);
    }
    if (host != null) {
      labels.put(GenAiAttributes.SERVER_ADDRESS, host);
      if (port > 0 && port != 443) {
        labels.put(GenAiAttributes.SERVER_PORT, (long) port);
      }
    }
  }

  synchronized void provider(String provider) {
    labels.put(GenAiAttributes.PROVIDER_NAME, provider).put(GenAiAttributes.SYSTEM, provider);
  }

  synchronized void requestModel(String model) {
    labels.put(GenAiAttributes.REQUEST_MODEL, model);
  }

  public synchronized void responseModel(String model) {
    labels.put(GenAiAttributes.RESPONSE_MODEL, model);
  }

  /**
   * Records how long the first piece of a streamed answer took.
   *
   * @return the seconds
   */
  synchronized double firstChunk(Context context) {
    double seconds = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
    parley
        .meter()
        .histogramBuilder("gen_ai.client.operation.time_to_first_chunk")
        .setUnit("s")
        .setDescription("Time until the first piece of a streamed answer")
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build()
        .record(seconds, labels.build(), context);
    return seconds;
  }

  /**
   * Records the call, once, when it ends.
   *
   * @param errorType {@code error.type}; null where it did not fail
   */
  public synchronized void record(
      @Nullable Usage usage, @Nullable String errorType, Context context) {
    Meter meter = parley.meter();
    DoubleHistogram duration =
        meter
            .histogramBuilder("gen_ai.client.operation.duration")
            .setUnit("s")
            .setDescription("Duration of calls to models")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
    Attributes common = labels.build();
    Attributes ofDuration =
        errorType == null
            ? common
            : common.toBuilder().put(GenAiAttributes.ERROR_TYPE, errorType).build();
    duration.record((System.nanoTime() - startNanos) / NANOS_PER_SECOND, ofDuration, context);
    if (usage == null || errorType != null) {
      return;
    }
    LongHistogram tokens =
        meter
            .histogramBuilder("gen_ai.client.token.usage")
            .ofLongs()
            .setUnit("{token}")
            .setDescription("Tokens that calls to models used")
            .setExplicitBucketBoundariesAdvice(TOKENS)
            .build();
    record(tokens, usage.inputTotal(), common, "input", context);
    record(tokens, usage.outputTotal(), common, "output", context);
  }

  private static void record(
      LongHistogram histogram,
      @Nullable Long tokens,
      Attributes common,
      String type,
      Context context) {
    if (tokens != null) {
      histogram.record(tokens, common.toBuilder().put(TOKEN_TYPE, type).build(), context);
    }
  }
}
