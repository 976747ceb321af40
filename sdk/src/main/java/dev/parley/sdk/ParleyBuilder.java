package dev.parley.sdk;

import dev.parley.pricing.PriceBook;
import dev.parley.sdk.internal.ContentCapture;
import dev.parley.sdk.internal.CostEstimate;
import dev.parley.sdk.internal.Enrichment;
import dev.parley.sdk.internal.Settings;
import dev.parley.sdk.internal.TurnCounters;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.SdkLoggerProviderBuilder;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets Parley up. What is not said here comes from system properties ({@code otel.service.name})
 * and then from the environment ({@code OTEL_SERVICE_NAME}); what is said here wins, with one
 * exception: {@code OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=false} always holds.
 *
 * <p>Read are {@code OTEL_SERVICE_NAME}, {@code OTEL_RESOURCE_ATTRIBUTES}, {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}, {@code …_PROTOCOL}, {@code …_HEADERS}, the endpoints of single
 * signals, {@code OTEL_TRACES_EXPORTER} and its siblings ({@code none}), {@code
 * OTEL_BSP_SCHEDULE_DELAY}, {@code OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT}, {@code OTEL_SDK_DISABLED},
 * {@code PARLEY_ENVIRONMENT}, {@code PARLEY_PRICES} ({@code gpt-4o=2.50/10.00,…}), {@code
 * PARLEY_COST_TRACKING}, {@code PARLEY_MESSAGE_FORMAT}. Not thread-safe.
 */
public final class ParleyBuilder {
  /** An ended span shall be on the screen within two seconds. */
  private static final long DEFAULT_SCHEDULE_DELAY_MS = 400;

  private static final Duration METRIC_INTERVAL = Duration.ofSeconds(10);

  /** Indexed messages take several attributes each; OpenTelemetry's default is 128. */
  private static final int DEFAULT_ATTRIBUTE_LIMIT = 512;

  private final Settings settings;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final AttributesBuilder resource = Attributes.builder();
  private final List<SpanProcessor> processors = new ArrayList<>();
  private @Nullable String serviceName;
  private @Nullable String environment;
  private @Nullable String endpoint;
  private @Nullable Protocol protocol;
  private @Nullable PriceBook prices;
  private @Nullable Boolean costTracking;
  private @Nullable Boolean captureContent;
  private @Nullable Redactor redactor;
  private @Nullable MessageFormat messageFormat;
  private @Nullable SpanExporter spanExporter;
  private @Nullable Duration scheduleDelay;
  private Sampler sampler = Sampler.parentBased(Sampler.alwaysOn());

  ParleyBuilder(Settings settings) {
    this.settings = settings;
  }

  public ParleyBuilder serviceName(String name) {
    this.serviceName = name;
    return this;
  }

  /** {@code deployment.environment.name}: production, staging, … */
  public ParleyBuilder environment(String name) {
    this.environment = name;
    return this;
  }

  /**
   * Where telemetry goes, without the path of a signal; {@code http://localhost:4318} by default,
   * {@code http://localhost:4317} for gRPC.
   */
  public ParleyBuilder endpoint(String url) {
    this.endpoint = url;
    return this;
  }

  public ParleyBuilder protocol(Protocol otlp) {
    this.protocol = otlp;
    return this;
  }

  /** A header of every export, such as {@code Authorization}. */
  public ParleyBuilder header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** The prices that costs are estimated with; none by default. */
  public ParleyBuilder prices(PriceBook book) {
    this.prices = book;
    return this;
  }

  /** Whether costs are estimated; true by default. Tokens are recorded either way. */
  public ParleyBuilder costTracking(boolean enabled) {
    this.costTracking = enabled;
    return this;
  }

  /**
   * Whether what was said is recorded. When this is not called, instrumented clients do not record
   * it and steps do; {@code false} stops both.
   */
  public ParleyBuilder captureContent(boolean enabled) {
    this.captureContent = enabled;
    return this;
  }

  /** Removes what must not be recorded from every text of prompts, answers and arguments. */
  public ParleyBuilder redactor(Redactor contentRedactor) {
    this.redactor = contentRedactor;
    return this;
  }

  /**
   * In which form instrumented clients write messages; {@link MessageFormat#MESSAGES} by default.
   */
  public ParleyBuilder messageFormat(MessageFormat format) {
    this.messageFormat = format;
    return this;
  }

  public ParleyBuilder resourceAttribute(String key, String value) {
    resource.put(key, value);
    return this;
  }

  public ParleyBuilder sampler(Sampler spanSampler) {
    this.sampler = spanSampler;
    return this;
  }

  /** A processor beside Parley's own, in front of the exporter. */
  public ParleyBuilder addSpanProcessor(SpanProcessor processor) {
    processors.add(processor);
    return this;
  }

  /** An exporter for spans in place of OTLP's. */
  public ParleyBuilder spanExporter(SpanExporter exporter) {
    this.spanExporter = exporter;
    return this;
  }

  /** How long an ended span may wait for others before it is exported; 400 ms by default. */
  public ParleyBuilder scheduleDelay(Duration delay) {
    this.scheduleDelay = delay;
    return this;
  }

  public Parley build() {
    ContentCapture content = ContentCapture.of(settings, captureContent, redactor);
    PriceBook book = isCostTracked() ? book() : PriceBook.empty();
    CostEstimate cost = new CostEstimate(book);
    if ("true".equalsIgnoreCase(settings.text("otel.sdk.disabled"))) {
      return new Parley(OpenTelemetry.noop(), null, book, cost, content, format());
    }
    OtlpExporters exporters = exporters();
    Resource described = resource();
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(tracerProvider(described, exporters, cost))
            .setMeterProvider(meterProvider(described, exporters))
            .setLoggerProvider(loggerProvider(described, exporters))
            .setPropagators(
                ContextPropagators.create(
                    TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(),
                        W3CBaggagePropagator.getInstance())))
            .build();
    return new Parley(sdk, sdk, book, cost, content, format());
  }

  /**
   * Builds, and serves the static {@link Step} from then on; also OpenTelemetry's global where none
   * is set yet. What has not been exported when the JVM exits is exported then.
   */
  public Parley buildAndRegisterGlobal() {
    Parley parley = build();
    parley.registerGlobal();
    try {
      GlobalOpenTelemetry.set(parley.openTelemetry());
    } catch (IllegalStateException alreadySet) {
      Settings.warn(
          "OpenTelemetry's global is set already and stays; libraries that use it are enriched only"
              + " by a ParleySpanProcessor on its tracer provider");
    }
    return parley;
  }

  private SdkTracerProvider tracerProvider(
      Resource described, OtlpExporters exporters, CostEstimate cost) {
    Enrichment enrichment = new Enrichment(new TurnCounters(), cost);
    SdkTracerProviderBuilder provider =
        SdkTracerProvider.builder()
            .setResource(described)
            .setSampler(sampler)
            .setSpanLimits(limits())
            .addSpanProcessor(enrichment.processor());
    processors.forEach(provider::addSpanProcessor);
    SpanExporter exporter = spanExporter != null ? spanExporter : exporters.spans();
    if (exporter != null) {
      provider.addSpanProcessor(
          BatchSpanProcessor.builder(enrichment.exporter(exporter))
              .setScheduleDelay(delay())
              .build());
    }
    return provider.build();
  }

  private static SdkMeterProvider meterProvider(Resource described, OtlpExporters exporters) {
    SdkMeterProviderBuilder provider = SdkMeterProvider.builder().setResource(described);
    MetricExporter exporter = exporters.metrics();
    if (exporter != null) {
      provider.registerMetricReader(
          PeriodicMetricReader.builder(exporter).setInterval(METRIC_INTERVAL).build());
    }
    return provider.build();
  }

  private static SdkLoggerProvider loggerProvider(Resource described, OtlpExporters exporters) {
    SdkLoggerProviderBuilder provider = SdkLoggerProvider.builder().setResource(described);
    LogRecordExporter exporter = exporters.logs();
    if (exporter != null) {
      provider.addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter).build());
    }
    return provider.build();
  }

  private OtlpExporters exporters() {
    Protocol chosen = protocol != null ? protocol : configuredProtocol();
    String url = endpoint != null ? endpoint : settings.text("otel.exporter.otlp.endpoint");
    Map<String, String> all =
        settings.map("otel.exporter.otlp.traces.headers", "otel.exporter.otlp.headers");
    all.putAll(headers);
    return new OtlpExporters(
        chosen,
        url != null ? url : chosen.defaultEndpoint(),
        endpoint != null,
        Map.copyOf(all),
        settings);
  }

  private Protocol configuredProtocol() {
    String name = settings.text("otel.exporter.otlp.protocol");
    if (name == null) {
      return Protocol.HTTP_PROTOBUF;
    }
    for (Protocol known : Protocol.values()) {
      if (known.value().equalsIgnoreCase(name)) {
        return known;
      }
    }
    Settings.warn(
        "otel.exporter.otlp.protocol: \""
            + name
            + "\" is ignored (expected: http/protobuf or grpc)");
    return Protocol.HTTP_PROTOBUF;
  }

  private Resource resource() {
    AttributesBuilder attributes = Attributes.builder();
    settings.map("otel.resource.attributes").forEach(attributes::put);
    put(attributes, "service.name", settings.text("otel.service.name"));
    put(attributes, "deployment.environment.name", settings.text("parley.environment"));
    attributes.putAll(resource.build());
    put(attributes, "service.name", serviceName);
    put(attributes, "deployment.environment.name", environment);
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  private static void put(AttributesBuilder attributes, String key, @Nullable String value) {
    if (value != null) {
      attributes.put(AttributeKey.stringKey(key), value);
    }
  }

  private SpanLimits limits() {
    Long configured = settings.number("otel.span.attribute.count.limit");
    if (configured != null && configured >= 0 && configured < DEFAULT_ATTRIBUTE_LIMIT) {
      Settings.warn(
          "otel.span.attribute.count.limit is "
              + configured
              + ": long conversations may lose attributes (Parley's default: "
              + DEFAULT_ATTRIBUTE_LIMIT
              + ")");
    }
    int limit =
        configured == null || configured < 0
            ? DEFAULT_ATTRIBUTE_LIMIT
            : (int) Math.min(configured, Integer.MAX_VALUE);
    return SpanLimits.builder().setMaxNumberOfAttributes(limit).build();
  }

  private Duration delay() {
    Duration asked = scheduleDelay;
    if (asked != null) {
      return asked;
    }
    Long configured = settings.number("otel.bsp.schedule.delay");
    return Duration.ofMillis(
        configured == null || configured < 0 ? DEFAULT_SCHEDULE_DELAY_MS : configured);
  }

  private boolean isCostTracked() {
    return costTracking != null
        ? costTracking
        : !"false".equalsIgnoreCase(settings.text("parley.cost.tracking"));
  }

  private PriceBook book() {
    return prices != null ? prices : PriceSettings.read(settings);
  }

  private MessageFormat format() {
    if (messageFormat != null) {
      return messageFormat;
    }
    String name = settings.text("parley.message.format");
    MessageFormat named = name == null ? MessageFormat.MESSAGES : MessageFormat.of(name);
    if (named == null) {
      Settings.warn(
          "parley.message.format: \"" + name + "\" is ignored (expected: messages, indexed, both)");
      return MessageFormat.MESSAGES;
    }
    return named;
  }
}
