package dev.parley.spring.observation;

import dev.parley.sdk.instrumentation.CarriedContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/** What an observation holds of tracing: its span, and the context that it carries. */
public final class ObservedSpans {
  private ObservedSpans() {}

  /** OpenTelemetry's span of the observation; the invalid one where it has none. */
  public static Span span(Observation.ContextView observation) {
    TracingContext tracing = observation.get(TracingContext.class);
    return tracing != null && tracing.getSpan() instanceof OtelSpan span
        ? OtelSpan.toOtel(span)
        : Span.getInvalid();
  }

  /** What the observation carries, else what the nearest one above it does; null for nothing. */
  static @Nullable CarriedContext carried(Observation.ContextView observation) {
    Observation.@Nullable ContextView at = observation;
    while (at != null) {
      CarriedContext found = at.get(CarriedContext.class);
      if (found != null) {
        return found;
      }
      ObservationView parent = at.getParentObservation();
      at = parent == null ? null : parent.getContextView();
    }
    return null;
  }
}
