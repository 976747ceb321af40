package dev.parley.sdk.internal.setup;

import dev.parley.sdk.ParleyPropagator;
import dev.parley.sdk.internal.Settings;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurablePropagatorProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What crosses processes, by {@code OTEL_PROPAGATORS}: trace context and baggage by default; with
 * the context in the baggage where that is asked for.
 */
public final class Propagation {
  private Propagation() {}

  /**
   * The propagators that the settings name.
   *
   * @param context what the code says of Parley's context; null leaves it to the settings
   * @param customAttributes that travel with it, beside those of the settings
   */
  public static ContextPropagators of(
      Settings settings, @Nullable Boolean context, Collection<String> customAttributes) {
    Set<String> names = new LinkedHashSet<>(settings.list("otel.propagators"));
    if (names.isEmpty()) {
      names.addAll(List.of("tracecontext", "baggage"));
    }
    if (names.remove("none") && names.isEmpty()) {
      return ContextPropagators.noop();
    }
    List<TextMapPropagator> propagators = new ArrayList<>();
    boolean named = names.remove("parley");
    if (context != null ? context : named || isContextSent(settings)) {
      // It does what that one does, which behind it would write the header anew.
      names.remove("baggage");
      propagators.add(ofContext(settings, customAttributes));
    }
    for (String name : names) {
      TextMapPropagator propagator = named(settings, name);
      if (propagator != null) {
        propagators.add(propagator);
      }
    }
    return ContextPropagators.create(TextMapPropagator.composite(propagators));
  }

  /**
   * The propagator of Parley's context.
   *
   * @param customAttributes that travel with it, beside those of the settings
   */
  public static TextMapPropagator ofContext(
      Settings settings, Collection<String> customAttributes) {
    Set<String> custom = new LinkedHashSet<>(customAttributes);
    custom.addAll(settings.list("parley.propagation.attributes"));
    return ParleyPropagator.create(custom.toArray(String[]::new));
  }

  /** {@code parley.propagation}: {@code baggage} or {@code none}, the default. */
  public static boolean isContextSent(Settings settings) {
    String value = settings.text("parley.propagation");
    if (value != null && !value.equalsIgnoreCase("none") && !value.equalsIgnoreCase("baggage")) {
      Settings.ignored("parley.propagation", value, "baggage, none");
    }
    return "baggage".equalsIgnoreCase(value);
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
