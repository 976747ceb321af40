package dev.parley.spring.observation;

import dev.parley.sdk.instrumentation.CarriedContext;
import dev.parley.spring.web.ReactiveRequestCarrier;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import reactor.util.context.ContextView;

/** The observation of the request that Reactor's context has. */
final class ObservedExchange implements ReactiveRequestCarrier {
  private final CarryingObservationHandler handler;

  ObservedExchange(CarryingObservationHandler handler) {
    this.handler = handler;
  }

  @Override
  public void carry(CarriedContext context, ContextView reactor) {
    Observation request = reactor.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
    if (request != null) {
      handler.carry(request.getContext(), context);
    }
  }
}
