package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says on a span which attempt it is and why earlier ones failed. It records only; when to try
 * again is up to the application or its library.
 *
 * <pre>{@code
 * Retries retries = Retries.ofCurrentSpan();
 * for (int attempt = 1; ; attempt++) {
 *   retries.attempt(attempt);
 *   try {
 *     return client.chat(request);
 *   } catch (IOException e) {
 *     if (attempt == 3) throw e;
 *     Duration delay = Duration.ofSeconds(1L << attempt);
 *     retries.failed(attempt, e, delay);
 *     Thread.sleep(delay.toMillis());
 *   }
 * }
 * }</pre>
 *
 * <p>It serves one span around all attempts and a span for each attempt alike. The attributes
 * {@code parley.retry.attempt} (from 1) and {@code parley.retry.count} (how many attempts came
 * before) are those of the last attempt; each failed one is an event {@code parley.retry} with the
 * attempt, {@code error.type} and the delay before the next. Never throws. Thread-safe.
 */
public final class Retries {
  private static final String EVENT = "parley.retry";
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("parley.retry.attempt");
  private static final AttributeKey<Long> COUNT = AttributeKey.longKey("parley.retry.count");
  private static final AttributeKey<Double> DELAY = AttributeKey.doubleKey("parley.retry.delay_ms");
  private static final double NANOS_PER_MILLI = 1e6;

  private final SpanWriter span;

  private Retries(Span span) {
    this.span = new SpanWriter(span);
  }

  /** Of this span. */
  public static Retries of(Span span) {
    return new Retries(span == null ? Span.getInvalid() : span);
  }

  /** Of the span that is current now, also when another one is later. */
  public static Retries ofCurrentSpan() {
    return of(Span.current());
  }

  /**
   * An attempt begins.
   *
   * @param number from 1; a smaller one is not recorded
   */
  public Retries attempt(long number) {
    if (number >= 1) {
      span.set(ATTEMPT, number);
      span.set(COUNT, number - 1);
    }
    return this;
  }

  /**
   * An attempt failed and another will follow.
   *
   * @param number of the attempt that failed, from 1
   * @param delay before the next one; null when it is not known
   */
  public Retries failed(long number, @Nullable Throwable error, @Nullable Duration delay) {
    span.event(
        EVENT,
        () -> {
          AttributesBuilder attributes = Attributes.builder().put(ATTEMPT, number);
          if (error != null) {
            attributes.put(GenAiAttributes.ERROR_TYPE, error.getClass().getName());
          }
          if (delay != null) {
            attributes.put(DELAY, delay.toNanos() / NANOS_PER_MILLI);
          }
          return attributes.build();
        });
    return this;
  }
}
