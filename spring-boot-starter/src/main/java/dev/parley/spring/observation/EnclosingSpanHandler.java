package dev.parley.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes spans that were opened by OpenTelemetry, as those of steps are, the parents of the
 * observations inside them. Micrometer looks for its own span first, and would make them children
 * of the observation around.
 *
 * <p>It comes before the handler that makes the span, which takes a parent that it finds noted
 * already. Never throws. Thread-safe.
 */
final class EnclosingSpanHandler implements ObservationHandler<Observation.Context> {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.spring");

  private final OtelCurrentTraceContext micrometers = new OtelCurrentTraceContext();

  @Override
  public boolean supportsContext(Observation.Context observation) {
    // What comes from another process has its parent there.
    return !(observation instanceof ReceiverContext<?>);
  }

  @Override
  public void onStart(Observation.Context observation) {
    try {
      Context current = Context.current();
      Span span = Span.fromContext(current);
      if (!span.getSpanContext().isValid() || observation.get(TracingContext.class) != null) {
        return;
      }
      TraceContext known = micrometers.context();
      if (known != null && !known.spanId().equals(span.getSpanContext().getSpanId())) {
        TracingContext enclosing = new TracingContext();
        enclosing.setSpan(OtelSpan.fromOtel(span, current));
        observation.put(TracingContext.class, enclosing);
      }
    } catch (RuntimeException | LinkageError fault) {
      LOGGER.log(Level.FINE, "Finding the span around an observation failed", fault);
    }
  }
}
