package dev.parley.sdk.internal.propagation;

import dev.parley.sdk.ParleyPropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurablePropagatorProvider;

/** {@code OTEL_PROPAGATORS=tracecontext,parley}, wherever that is read. */
public final class ParleyPropagatorProvider implements ConfigurablePropagatorProvider {
  @Override
  public TextMapPropagator getPropagator(ConfigProperties config) {
    return ParleyPropagator.create(
        config.getList("parley.propagation.attributes").toArray(String[]::new));
  }

  @Override
  public String getName() {
    return "parley";
  }
}
