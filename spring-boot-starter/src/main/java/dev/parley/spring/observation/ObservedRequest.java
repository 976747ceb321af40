package dev.parley.spring.observation;

import dev.parley.sdk.instrumentation.CarriedContext;
import dev.parley.spring.web.RequestCarrier;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/** The observation of the request that a thread answers. */
final class ObservedRequest implements RequestCarrier {
  private final ObservationRegistry registry;
  private final CarryingObservationHandler handler;

  ObservedRequest(ObservationRegistry registry, CarryingObservationHandler handler) {
    this.registry = registry;
    this.handler = handler;
  }

  @Override
  public void carry(CarriedContext context) {
    Observation current = registry.getCurrentObservation();
    if (current != null) {
      handler.carry(current.getContext(), context);
    }
  }
}
