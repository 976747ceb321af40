package dev.parley.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts the span of an observation in the context that is current, whoever made it so. Micrometer
 * looks for its own span first: it would make an observation inside a step, whose span was opened
 * by OpenTelemetry, a child of the observation around the step, and start every span in the context
 * that its parent was started in, without what has been opened since.
 *
 * <p>It comes before the handler that makes the span, which takes a parent that it finds noted
 * already. Never throws. Thread-safe.
 */
final class EnclosingSpanHandler implements ObservationHandler<Observation.Context> {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.spring");

  @Override
  public boolean supportsContext(Observation.Context observation) {
    // What comes from another process has its parent there.
    return !(observation instanceof ReceiverContext<?>);
  }

  @Override
  public void onStart(Observation.Context observation) {
    try {
      Context current = Context.current();
      Span enclosing = Span.fromContext(current);
      if (enclosing.getSpanContext().isValid() && observation.get(TracingContext.class) == null) {
        TracingContext tracing = new TracingContext();
        tracing.setSpan(OtelSpan.fromOtel(enclosing, current));
        observation.put(TracingContext.class, tracing);
      }
    } catch (RuntimeException | LinkageError fault) {
      LOGGER.log(Level.FINE, "Finding the span around an observation failed", fault);
    }
  }
}
