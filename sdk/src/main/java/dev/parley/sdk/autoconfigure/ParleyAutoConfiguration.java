package dev.parley.sdk.autoconfigure;

import dev.parley.pricing.PriceBook;
import dev.parley.sdk.MessageFormat;
import dev.parley.sdk.ParleyPropagator;
import dev.parley.sdk.internal.Accounts;
import dev.parley.sdk.internal.ContentCapture;
import dev.parley.sdk.internal.CostEstimate;
import dev.parley.sdk.internal.Enrichment;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.Settings;
import dev.parley.sdk.internal.bridge.LogBridge;
import dev.parley.sdk.internal.setup.Debugging;
import dev.parley.sdk.internal.setup.MessageSettings;
import dev.parley.sdk.internal.setup.PriceSettings;
import dev.parley.sdk.internal.setup.Propagation;
import dev.parley.sdk.internal.setup.SpanSetUp;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.logs.SdkLoggerProviderBuilder;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What OpenTelemetry's autoconfigure finds of Parley on the class path. It adds the context and the
 * cost to every span, puts the messages of GenAI log events onto their spans, and lets spans hold
 * 512 attributes where no limit is set. Read are {@code parley.prices}, {@code
 * parley.cost.tracking}, {@code parley.log.bridge}, {@code parley.message.format}, {@code
 * parley.debug}, {@code parley.propagation=baggage} with {@code parley.propagation.attributes},
 * which lets the context cross processes ({@link ParleyPropagator}), each as a property or a
 * variable ({@code PARLEY_PRICES}); {@code parley.enabled=false} leaves OpenTelemetry as it is.
 *
 * <p>A fault here is logged, and OpenTelemetry is set up without what failed. The library creates
 * one for each OpenTelemetry that it sets up.
 */
public final class ParleyAutoConfiguration implements AutoConfigurationCustomizerProvider {
  private final Guard guard = new Guard("Adding Parley to OpenTelemetry's autoconfigure");
  private final AtomicBoolean propagates = new AtomicBoolean();
  private @Nullable Enrichment enrichment;
  private @Nullable LogBridge bridge;
  private @Nullable SpanProcessor processor;

  @Override
  public void customize(AutoConfigurationCustomizer customizer) {
    guard.run(() -> addTo(customizer));
  }

  /**
   * The processor that it has put on the tracer provider, whose prices and counters a {@link
   * dev.parley.sdk.Parley} may share; null before, and where Parley is switched off.
   */
  public synchronized @Nullable SpanProcessor spanProcessor() {
    return processor;
  }

  private void addTo(AutoConfigurationCustomizer customizer) {
    customizer.addPropertiesCustomizer(config -> guard.get(() -> limits(config), Map.of()));
    customizer.addPropagatorCustomizer(this::propagator);
    customizer.addSpanExporterCustomizer(this::exporter);
    customizer.addTracerProviderCustomizer(this::tracerProvider);
    customizer.addLoggerProviderCustomizer(this::loggerProvider);
  }

  private static Map<String, String> limits(ConfigProperties config) {
    boolean isSet =
        config.getString("otel.span.attribute.count.limit") != null
            || config.getString("otel.attribute.count.limit") != null;
    return isSet || !isEnabled(Settings.of(config))
        ? Map.of()
        : Map.of("otel.span.attribute.count.limit", Integer.toString(SpanSetUp.ATTRIBUTE_LIMIT));
  }

  /**
   * Called once for each propagator that is configured: takes the place of that of W3C baggage, or
   * stands behind another one of baggage; where none is configured, behind the first of all.
   */
  private TextMapPropagator propagator(TextMapPropagator propagator, ConfigProperties config) {
    return guard.get(
        () -> {
          Settings settings = Settings.of(config);
          if (!isEnabled(settings)
              || propagator instanceof ParleyPropagator
              || !Propagation.isContextSent(settings)) {
            return propagator;
          }
          List<String> names =
              config.getList("otel.propagators", List.of("tracecontext", "baggage"));
          boolean ownTurn = propagator.fields().contains("baggage");
          boolean first = !propagates.getAndSet(true);
          if (!ownTurn && (!first || names.contains("baggage") || names.contains("parley"))) {
            return propagator;
          }
          TextMapPropagator parley = Propagation.ofContext(settings, List.of());
          return propagator == W3CBaggagePropagator.getInstance()
              ? parley
              : TextMapPropagator.composite(propagator, parley);
        },
        propagator);
  }

  private SpanExporter exporter(SpanExporter exporter, ConfigProperties config) {
    return guard.get(
        () -> {
          Enrichment known = enrichment(config);
          return known == null ? exporter : known.exporter(exporter);
        },
        exporter);
  }

  private SdkTracerProviderBuilder tracerProvider(
      SdkTracerProviderBuilder provider, ConfigProperties config) {
    guard.run(
        () -> {
          Debugging.configure(Settings.of(config));
          Enrichment known = enrichment(config);
          if (known != null) {
            SpanProcessor added = known.processor();
            provider.addSpanProcessor(added);
            remember(added);
          }
          LogBridge messages = bridge(config);
          if (messages != null) {
            provider.addSpanProcessor(messages.spanProcessor());
          }
        });
    return provider;
  }

  private SdkLoggerProviderBuilder loggerProvider(
      SdkLoggerProviderBuilder provider, ConfigProperties config) {
    guard.run(
        () -> {
          LogBridge messages = bridge(config);
          if (messages != null) {
            provider.addLogRecordProcessor(messages::emitted);
          }
        });
    return provider;
  }

  private synchronized void remember(SpanProcessor added) {
    processor = added;
  }

  /** One for the exporters and the processor of a provider; null where Parley is switched off. */
  private synchronized @Nullable Enrichment enrichment(ConfigProperties config) {
    Settings settings = Settings.of(config);
    if (!isEnabled(settings)) {
      return null;
    }
    if (enrichment == null) {
      enrichment = new Enrichment(new Accounts(new CostEstimate(prices(settings))));
    }
    return enrichment;
  }

  /** One for the spans and the log records; null where it is switched off. */
  private synchronized @Nullable LogBridge bridge(ConfigProperties config) {
    Settings settings = Settings.of(config);
    if (!isEnabled(settings) || Boolean.FALSE.equals(settings.flag("parley.log.bridge"))) {
      return null;
    }
    if (bridge == null) {
      MessageFormat chosen = MessageSettings.format(settings);
      bridge =
          new LogBridge(
              ContentCapture.of(settings, null, null),
              // Who reads is not known.
              chosen != null ? chosen : MessageFormat.BOTH,
              LogBridge.DEFAULT_MAX_LENGTH);
    }
    return bridge;
  }

  private static PriceBook prices(Settings settings) {
    return PriceSettings.isTracked(settings) ? PriceSettings.read(settings) : PriceBook.empty();
  }

  private static boolean isEnabled(Settings settings) {
    return !Boolean.FALSE.equals(settings.flag("parley.enabled"));
  }
}
