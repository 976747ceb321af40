package dev.parley.sdk.instrumentation;

import dev.parley.pricing.Usage;
import dev.parley.sdk.Parley;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The conventions' client metrics of one call: {@code gen_ai.client.operation.duration} in seconds,
 * {@code gen_ai.client.token.usage} by token type, with the conventions' boundaries. A failed call
 * has a duration and no tokens.
 */
public final class CallMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final CallInstruments instruments;
  private final long startNanos;
  private CallLabels labels;

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
    this.instruments = parley.spans().instruments();
    this.startNanos = startNanos;
    this.labels = new CallLabels(operation, provider, model, null, host, port);
  }

  /** Known only now. */
  synchronized void provider(String provider) {
    labels = labels.withProvider(provider);
  }

  /** Known only now. */
  synchronized void requestModel(String model) {
    labels = labels.withRequestModel(model);
  }

  /** The model that answered. */
  public synchronized void responseModel(String model) {
    labels = labels.withResponseModel(model);
  }

  /** Records the time to the first piece of a streamed answer, and gives it in seconds. */
  synchronized double firstChunk(Context context) {
    double seconds = seconds();
    instruments.firstChunk(seconds, instruments.attributes(labels).common(), context);
    return seconds;
  }

  /**
   * Records the end of the call.
   *
   * @param usage unknown, or null, records no tokens
   * @param errorType null for a call that succeeded
   * @param context exemplars take their span from here
   */
  public synchronized void record(
      @Nullable Usage usage, @Nullable String errorType, Context context) {
    CallAttributes attributes = instruments.attributes(labels);
    Attributes ofDuration =
        errorType == null
            ? attributes.common()
            : attributes.common().toBuilder().put(GenAiAttributes.ERROR_TYPE, errorType).build();
    instruments.duration(seconds(), ofDuration, context);
    if (usage == null || errorType != null) {
      return;
    }
    Long input = usage.inputTotal();
    if (input != null) {
      instruments.tokens(input, attributes.input(), context);
    }
    Long output = usage.outputTotal();
    if (output != null) {
      instruments.tokens(output, attributes.output(), context);
    }
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
  }
}
