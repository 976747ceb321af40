package dev.parley.sdk.internal.setup;

import dev.parley.sdk.internal.Settings;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurablePropagatorProvider;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What crosses processes, by {@code OTEL_PROPAGATORS}: trace context and baggage by default. */
public final class Propagation {
  private Propagation() {}

  public static ContextPropagators of(Settings settings) {
    Set<String> names = new LinkedHashSet<>(settings.list("otel.propagators"));
    if (names.isEmpty()) {
      names.addAll(List.of("tracecontext", "baggage"));
    }
    if (names.remove("none") && names.isEmpty()) {
      return ContextPropagators.noop();
    }
    List<TextMapPropagator> propagators = new ArrayList<>();
    for (String name : names) {
      TextMapPropagator propagator = named(settings, name);
      if (propagator != null) {
        propagators.add(propagator);
      }
    }
    return ContextPropagators.create(TextMapPropagator.composite(propagators));
  }

  private static @Nullable TextMapPropagator named(Settings settings, String name) {
    if (name.equals("tracecontext")) {
      return W3CTraceContextPropagator.getInstance();
    }
    if (name.equals("baggage")) {
      return W3CBaggagePropagator.getInstance();
    }
    try {
      ConfigurablePropagatorProvider provider =
          Extensions.named(
              ConfigurablePropagatorProvider.class, ConfigurablePropagatorProvider::getName, name);
      if (provider != null) {
        return provider.getPropagator(ExportConfig.of(settings));
      }
    } catch (RuntimeException | LinkageError e) {
      Settings.warn("otel.propagators: \"" + name + "\" failed: " + e.getMessage());
      return null;
    }
    Settings.ignored(
        "otel.propagators", name, "tracecontext, baggage, none, or one that a library brings");
    return null;
  }
}
