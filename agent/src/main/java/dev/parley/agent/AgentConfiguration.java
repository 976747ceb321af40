package dev.parley.agent;

import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleyBuilder;
import dev.parley.sdk.autoconfigure.ParleyAutoConfiguration;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the agent finds of Parley first. To what {@link ParleyAutoConfiguration} does it adds
 *
 * <ul>
 *   <li>{@code parley.endpoint}: where a Parley server is. It is the agent's one destination, or
 *       one more for spans where {@code otel.exporter.otlp.endpoint} names another; {@code
 *       parley.headers} ({@code key=value,…}) go along;
 *   <li>one span a call: the agent's own instrumentation of OpenAI's client and of Bedrock's is
 *       switched off, unless it is switched on by name, which then holds in place of Parley's;
 *   <li>conversations by headers of requests, see {@link ConversationHeaders}.
 * </ul>
 */
public final class AgentConfiguration implements AutoConfigurationCustomizerProvider {
  private static final Guard GUARD = new Guard("Setting Parley up in OpenTelemetry's agent");
  private static final String ENDPOINT = "parley.endpoint";
  private static final String HEADERS = "parley.headers";
  private static final String OTLP = "otel.exporter.otlp.endpoint";

  private final ParleyAutoConfiguration sdk = new ParleyAutoConfiguration();
  private final AtomicBoolean readsHeaders = new AtomicBoolean();

  @Override
  public void customize(AutoConfigurationCustomizer customizer) {
    GUARD.run(
        () -> {
          customizer.addPropertiesCustomizer(
              config -> GUARD.get(() -> properties(config), Map.of()));
          sdk.customize(customizer);
          customizer.addPropagatorCustomizer(this::propagator);
          customizer.addTracerProviderCustomizer(this::tracerProvider);
        });
  }

  private static Map<String, String> properties(ConfigProperties config) {
    if (!isEnabled(config)) {
      return Map.of();
    }
    Map<String, String> more = new HashMap<>();
    String endpoint = text(config, ENDPOINT);
    if (endpoint != null && !hasDestination(config)) {
      more.put(OTLP, endpoint);
      String headers = text(config, HEADERS);
      if (headers != null) {
        more.put("otel.exporter.otlp.headers", headers);
      }
    }
    for (Library library : Library.ALL) {
      String own = library.agentsOwnSetting(config);
      if (own != null) {
        more.put(own, "false");
      }
    }
    return more;
  }

  private static boolean hasDestination(ConfigProperties config) {
    return config.getString(OTLP) != null
        || config.getString("otel.exporter.otlp.traces.endpoint") != null;
  }

  /** Called for each propagator that is configured; one is enough to read a request's headers. */
  private TextMapPropagator propagator(TextMapPropagator propagator, ConfigProperties config) {
    return GUARD.get(
        () -> {
          boolean off =
              !isEnabled(config) || Boolean.FALSE.equals(flag(config, "parley.web.enabled"));
          return off || readsHeaders.getAndSet(true)
              ? propagator
              : ConversationHeaders.around(propagator, config);
        },
        propagator);
  }

  private SdkTracerProviderBuilder tracerProvider(
      SdkTracerProviderBuilder provider, ConfigProperties config) {
    GUARD.run(
        () -> {
          if (!isEnabled(config)) {
            return;
          }
          AgentParley.setUp(config::getString, sdk.spanProcessor());
          String endpoint = text(config, ENDPOINT);
          if (endpoint != null && !endpoint.equals(config.getString(OTLP))) {
            oneMore(config, endpoint)
                .forEach(
                    exporter ->
                        provider.addSpanProcessor(BatchSpanProcessor.builder(exporter).build()));
          }
        });
    return provider;
  }

  /** Nothing that is said for the other destination holds for this one, credentials least. */
  private static List<SpanExporter> oneMore(ConfigProperties config, String endpoint) {
    ParleyBuilder builder =
        Parley.builder(name -> name.startsWith("otel.") ? null : config.getString(name))
            .endpoint(endpoint);
    config.getMap(HEADERS).forEach(builder::header);
    return builder.spanExporters();
  }

  static boolean isEnabled(ConfigProperties config) {
    return !Boolean.FALSE.equals(flag(config, "parley.enabled"));
  }

  static @Nullable Boolean flag(ConfigProperties config, String name) {
    String value = text(config, name);
    return value == null ? null : Boolean.valueOf(value);
  }

  /** Null for what is not set, or blank. */
  static @Nullable String text(ConfigProperties config, String name) {
    String value = config.getString(name);
    return (value == null || value.isBlank()) ? null : value.strip();
  }
}
