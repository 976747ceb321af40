package dev.parley.sdk;

import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes onto a span, whoever made it: null never, everything else as it is, 0, false and the empty
 * text too. Keeps every fault to itself.
 */
final class SpanWriter {
  private static final Guard GUARD = new Guard("Recording on a span");

  private final Span span;

  SpanWriter(Span span) {
    this.span = span;
  }

  Span span() {
    return span;
  }

  /** The current context with this span; without it where it refuses. */
  static Context contextOf(Span span) {
    Context current = Context.current();
    return GUARD.get(() -> current.with(span), current);
  }

  <T> void set(AttributeKey<T> key, @Nullable T value) {
    if (value != null) {
      GUARD.run(() -> span.setAttribute(key, value));
    }
  }

  /** A finite number; NaN and the infinities have no meaning as a setting or a score. */
  void decimal(AttributeKey<Double> key, @Nullable Number value) {
    if (value != null) {
      GUARD.run(() -> set(key, finite(value)));
    }
  }

  void integer(AttributeKey<Long> key, @Nullable Number value) {
    if (value != null) {
      GUARD.run(() -> set(key, value.longValue()));
    }
  }

  void event(String name, Supplier<@Nullable Attributes> attributes) {
    GUARD.run(
        () -> {
          Attributes values = span.isRecording() ? attributes.get() : null;
          if (values != null) {
            span.addEvent(name, values);
          }
        });
  }

  void run(Runnable telemetry) {
    GUARD.run(telemetry);
  }

  static @Nullable Double finite(Number value) {
    // 0.7f is 0.7 to whoever wrote it, not 0.699999988.
    double number =
        value instanceof Float ? Double.parseDouble(value.toString()) : value.doubleValue();
    return Double.isFinite(number) ? number : null;
  }
}
