package dev.parley.sdk;

import static java.util.Objects.requireNonNull;

import dev.parley.pricing.PriceBook;
import dev.parley.sdk.instrumentation.CallRecorder;
import dev.parley.sdk.internal.Accounts;
import dev.parley.sdk.internal.ContentCapture;
import dev.parley.sdk.internal.CostEstimate;
import dev.parley.sdk.internal.Enrichment;
import dev.parley.sdk.internal.GuardedRedactor;
import dev.parley.sdk.internal.Host;
import dev.parley.sdk.internal.Settings;
import dev.parley.sdk.internal.bridge.LogBridge;
import dev.parley.sdk.internal.setup.Debugging;
import dev.parley.sdk.internal.setup.Described;
import dev.parley.sdk.internal.setup.ExportTarget;
import dev.parley.sdk.internal.setup.GuardedSampler;
import dev.parley.sdk.internal.setup.GuardedSpanProcessor;
import dev.parley.sdk.internal.setup.LogSetUp;
import dev.parley.sdk.internal.setup.MessageSettings;
import dev.parley.sdk.internal.setup.PriceSettings;
import dev.parley.sdk.internal.setup.Propagation;
import dev.parley.sdk.internal.setup.SignalExporters;
import dev.parley.sdk.internal.setup.SpanSetUp;
import dev.parley.sdk.tracking.ConversationTracker;
import dev.parley.sdk.tracking.WorkflowTracker;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.SdkLoggerProviderBuilder;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
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
 * and then from the environment ({@code OTEL_SERVICE_NAME}); what is said here wins, with these
 * exceptions: {@code OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=false}, {@code
 * OTEL_SDK_DISABLED=true}, {@code PARLEY_ENABLED=false} and {@code OTEL_TRACES_EXPORTER=none} (and
 * its siblings for metrics and logs) always hold.
 *
 * <p>Read are
 *
 * <ul>
 *   <li>{@code OTEL_SERVICE_NAME}, {@code OTEL_RESOURCE_ATTRIBUTES}, {@code PARLEY_ENVIRONMENT};
 *   <li>{@code OTEL_TRACES_EXPORTER}, {@code OTEL_METRICS_EXPORTER}, {@code OTEL_LOGS_EXPORTER}:
 *       {@code otlp}, {@code console}, {@code none} or the name of an exporter on the class path,
 *       several with commas;
 *   <li>{@code OTEL_EXPORTER_OTLP_*} for all signals and for one: endpoint, protocol, headers,
 *       timeout, compression, certificates, metrics' temporality;
 *   <li>{@code OTEL_TRACES_SAMPLER} and {@code …_ARG}, {@code OTEL_PROPAGATORS}, {@code
 *       OTEL_BSP_*}, {@code OTEL_BLRP_*}, {@code OTEL_METRIC_EXPORT_INTERVAL}, the attribute,
 *       event, link and length limits;
 *   <li>{@code PARLEY_PRICES} ({@code gpt-4o=2.50/10.00,…}), {@code PARLEY_COST_TRACKING}, {@code
 *       PARLEY_MESSAGE_FORMAT}, {@code PARLEY_LOG_BRIDGE}, {@code PARLEY_PROPAGATION} ({@code
 *       baggage}), {@code PARLEY_PROPAGATION_ATTRIBUTES}, {@code PARLEY_IMMEDIATE_EXPORT}, {@code
 *       PARLEY_DEBUG}, {@code OTEL_LOG_LEVEL} ({@code debug}).
 * </ul>
 *
 * <p>A setting that cannot be read is told to the log and has no effect: settings never make the
 * set-up fail. Arguments that cannot be meant do, with a {@link NullPointerException} or an {@link
 * IllegalArgumentException}; so does a {@link Destination} whose endpoint or credentials are
 * missing. Not thread-safe.
 */
public final class ParleyBuilder {
  private static final Duration METRIC_INTERVAL = Duration.ofSeconds(10);

  private final Settings settings;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, String> resource = new LinkedHashMap<>();
  private final List<Destination> destinations = new ArrayList<>();
  private final List<SpanProcessor> processors = new ArrayList<>();
  private final List<SpanExporter> moreExporters = new ArrayList<>();
  private final List<CallRecorder> recorders = new ArrayList<>();
  private @Nullable String serviceName;
  private @Nullable String environment;
  private @Nullable String endpoint;
  private @Nullable Protocol protocol;
  private @Nullable PriceBook prices;
  private @Nullable Boolean costTracking;
  private @Nullable WorkflowTracker workflows;
  private @Nullable ConversationTracker conversations;
  private @Nullable Boolean captureContent;
  private @Nullable Redactor redactor;
  private @Nullable MessageFormat messageFormat;
  private @Nullable Boolean logBridge;
  private @Nullable Boolean propagateContext;
  private final List<String> propagatedAttributes = new ArrayList<>();
  private @Nullable SpanExporter onlyExporter;
  private @Nullable Duration scheduleDelay;
  private @Nullable Boolean immediate;
  private @Nullable Sampler sampler;

  ParleyBuilder(Settings settings) {
    this.settings = settings;
  }

  /** {@code service.name}; null leaves it to the settings. */
  public ParleyBuilder serviceName(@Nullable String name) {
    this.serviceName = name;
    return this;
  }

  /**
   * {@code deployment.environment.name}: production, staging, …; null leaves it to the settings.
   */
  public ParleyBuilder environment(@Nullable String name) {
    this.environment = name;
    return this;
  }

  /**
   * Where {@link Destination#otlp()} is, without the path of a signal; {@code
   * http://localhost:4318} by default, {@code http://localhost:4317} for gRPC. Null leaves it to
   * the settings.
   */
  public ParleyBuilder endpoint(@Nullable String url) {
    this.endpoint = url;
    return this;
  }

  /** How telemetry travels to {@link Destination#otlp()}, for every signal. */
  public ParleyBuilder protocol(Protocol otlp) {
    this.protocol = requireNonNull(otlp, "protocol");
    return this;
  }

  /**
   * A header of every export to {@link Destination#otlp()}, such as {@code Authorization}, beside
   * those of the settings.
   */
  public ParleyBuilder header(String name, String value) {
    headers.put(
        requireNonNull(name, "name"),
        requireNonNull(value, () -> "the value of the header " + name));
    return this;
  }

  /**
   * Exports to this destination; may be called several times. Where neither this nor {@link
   * #console} is called, {@code OTEL_TRACES_EXPORTER} and its siblings say where telemetry goes,
   * and {@link Destination#otlp()} is the default. An {@link #endpoint} given in code is exported
   * to as well.
   */
  public ParleyBuilder exportTo(Destination destination) {
    destinations.add(requireNonNull(destination, "destination"));
    return this;
  }

  /** Prints each span as a line: {@code exportTo(Destination.console())}. */
  public ParleyBuilder console() {
    return exportTo(Destination.console());
  }

  /** The prices that costs are estimated with; none by default. */
  public ParleyBuilder prices(PriceBook book) {
    this.prices = requireNonNull(book, "prices");
    return this;
  }

  /** Whether costs are estimated; true by default. Tokens are recorded either way. */
  public ParleyBuilder costTracking(boolean enabled) {
    this.costTracking = enabled;
    return this;
  }

  /** Where workflows are counted; a tracker of its own by default. */
  public ParleyBuilder workflows(WorkflowTracker tracker) {
    this.workflows = tracker;
    return this;
  }

  /** Where conversations are counted; a tracker of its own by default. */
  public ParleyBuilder conversations(ConversationTracker tracker) {
    this.conversations = tracker;
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
    this.messageFormat = requireNonNull(format, "format");
    return this;
  }

  /**
   * Whether conversation, turn, user, workflow and agent go along to the services that are called,
   * and are taken from those who call; false by default. Every called host gets them ({@link
   * ParleyPropagator}).
   */
  public ParleyBuilder propagateContext(boolean enabled) {
    this.propagateContext = enabled;
    return this;
  }

  /** Custom attributes that go along with {@link #propagateContext}, by their keys. */
  public ParleyBuilder propagateAttributes(String... keys) {
    propagatedAttributes.addAll(List.of(keys));
    return this;
  }

  /**
   * Whether messages that other instrumentations emit as log events are put onto their spans too
   * ({@link ParleyLogProcessor}); true by default.
   */
  public ParleyBuilder logBridge(boolean enabled) {
    this.logBridge = enabled;
    return this;
  }

  /** An attribute of everything that is exported. A null value is left out. */
  public ParleyBuilder resourceAttribute(String key, @Nullable String value) {
    requireNonNull(key, "key");
    if (value != null) {
      resource.put(key, value);
    }
    return this;
  }

  /** Which spans are recorded; by default every one whose parent is, or what the settings say. */
  public ParleyBuilder sampler(Sampler spanSampler) {
    this.sampler = requireNonNull(spanSampler, "sampler");
    return this;
  }

  /** A processor beside Parley's own, in front of the exporters. What it throws is logged. */
  public ParleyBuilder addSpanProcessor(SpanProcessor processor) {
    processors.add(requireNonNull(processor, "processor"));
    return this;
  }

  /** An exporter for spans in place of every other destination; metrics and logs go their way. */
  public ParleyBuilder spanExporter(SpanExporter exporter) {
    this.onlyExporter = requireNonNull(exporter, "exporter");
    return this;
  }

  /** An exporter for spans beside the others. Each has a queue of its own. */
  public ParleyBuilder addSpanExporter(SpanExporter exporter) {
    moreExporters.add(requireNonNull(exporter, "exporter"));
    return this;
  }

  /**
   * Where the metrics of calls to models go too, beside OpenTelemetry's: to an application's own
   * registry of meters. What it throws is logged.
   */
  public ParleyBuilder addCallRecorder(CallRecorder recorder) {
    recorders.add(requireNonNull(recorder, "recorder"));
    return this;
  }

  /**
   * How long an ended span may wait for others before it is exported; 400 ms by default.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public ParleyBuilder scheduleDelay(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay: " + delay + " (expected: zero or more)");
    }
    this.scheduleDelay = delay;
    return this;
  }

  /**
   * Exports each span and log record as it ends, on the thread that ends it, in place of batches:
   * for tests, command lines and functions that are frozen once they have answered.
   */
  public ParleyBuilder immediateExport() {
    this.immediate = true;
    return this;
  }

  /**
   * Builds it; the process' globals stay as they are. Under OpenTelemetry's agent with Parley's
   * extension it is over the agent's OpenTelemetry, which has been set up already.
   *
   * @throws IllegalStateException when a destination lacks its endpoint or credentials
   */
  public Parley build() {
    Debugging.configure(settings);
    ContentCapture content = ContentCapture.of(settings, captureContent, redactor);
    Accounts accounts = accounts();
    if (Boolean.TRUE.equals(settings.flag("otel.sdk.disabled"))
        || Boolean.FALSE.equals(settings.flag("parley.enabled"))) {
      return new Parley(OpenTelemetry.noop(), null, accounts, true, content, format(), List.of());
    }
    Host host = Host.present();
    if (host != null) {
      if (content.redactor() instanceof GuardedRedactor own) {
        host.redactBy(own);
      }
      return new Parley(
          GlobalOpenTelemetry.get(), null, accounts, true, content, format(), recorders);
    }
    SignalExporters exporters = exporters();
    ParleyLogProcessor bridge = logBridge(content);
    Resource described = Described.of(settings, resource, serviceName, environment);
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(tracerProvider(described, exporters, accounts, bridge))
            .setMeterProvider(meterProvider(described, exporters))
            .setLoggerProvider(loggerProvider(described, exporters, bridge))
            .setPropagators(Propagation.of(settings, propagateContext, propagatedAttributes))
            .build();
    Parley parley = new Parley(sdk, sdk, accounts, true, content, format(), recorders);
    parley.exports(exporters::health);
    return parley;
  }

  /**
   * Parley over an OpenTelemetry of your own; see {@link Parley#over(OpenTelemetry)}. What concerns
   * exporters and providers is not used.
   */
  public Parley over(OpenTelemetry openTelemetry) {
    return over(openTelemetry, false, accounts());
  }

  Parley over(OpenTelemetry openTelemetry, Accounts shared) {
    return over(openTelemetry, true, shared);
  }

  /**
   * As {@link #over(OpenTelemetry)}, which shares the prices, counters and trackers of this
   * processor, whether or not it is on the tracer provider in the end.
   *
   * @param processor made by {@link #spanProcessor} or {@link ParleySpanProcessor}
   * @throws IllegalArgumentException when it is another kind of processor
   */
  public Parley over(OpenTelemetry openTelemetry, SpanProcessor processor) {
    return over(openTelemetry, false, Enrichment.accounts(processor));
  }

  /** The exporters of spans that this describes, for a tracer provider of your own. */
  public List<SpanExporter> spanExporters() {
    return spanExporters(exporters());
  }

  /**
   * A {@link ParleySpanProcessor} with the prices and trackers of this builder, for a tracer
   * provider of your own.
   */
  public SpanProcessor spanProcessor() {
    return new Enrichment(accounts()).processor();
  }

  private Parley over(OpenTelemetry openTelemetry, boolean enriched, Accounts accounts) {
    ContentCapture content = ContentCapture.of(settings, captureContent, redactor);
    return new Parley(openTelemetry, null, accounts, enriched, content, format(), recorders);
  }

  private Accounts accounts() {
    CostEstimate cost = new CostEstimate(isCostTracked() ? book() : PriceBook.empty());
    return new Accounts(
        cost,
        workflows != null ? workflows : WorkflowTracker.create(),
        conversations != null ? conversations : ConversationTracker.create());
  }

  /**
   * Builds, and serves the static {@link Step} from then on; also OpenTelemetry's global where none
   * is set yet. What has not been exported when the JVM exits is exported then.
   *
   * @throws IllegalStateException when a destination lacks its endpoint or credentials
   */
  public Parley buildAndRegisterGlobal() {
    Parley parley = build();
    parley.registerGlobal();
    if (Host.present() != null) {
      return parley;
    }
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
      Resource described,
      SignalExporters exporters,
      Accounts accounts,
      @Nullable ParleyLogProcessor bridge) {
    Enrichment enrichment = new Enrichment(accounts);
    SdkTracerProviderBuilder provider =
        SdkTracerProvider.builder()
            .setResource(described)
            .setSampler(new GuardedSampler(sampler != null ? sampler : SpanSetUp.sampler(settings)))
            .setSpanLimits(SpanSetUp.limits(settings))
            .addSpanProcessor(enrichment.processor());
    if (bridge != null) {
      provider.addSpanProcessor(bridge.spanProcessor());
    }
    processors.forEach(
        processor -> provider.addSpanProcessor(GuardedSpanProcessor.around(processor)));
    boolean atOnce = isImmediate();
    for (SpanExporter exporter : spanExporters(exporters)) {
      SpanExporter priced = enrichment.exporter(exporter);
      provider.addSpanProcessor(
          atOnce
              ? SimpleSpanProcessor.create(priced)
              : SpanSetUp.batches(settings, priced, scheduleDelay));
    }
    return provider.build();
  }

  private List<SpanExporter> spanExporters(SignalExporters exporters) {
    SpanExporter only = onlyExporter;
    List<SpanExporter> all =
        new ArrayList<>(only != null ? List.of(exporters.watched(only)) : exporters.spans());
    moreExporters.forEach(exporter -> all.add(exporters.watched(exporter)));
    return all;
  }

  private SdkMeterProvider meterProvider(Resource described, SignalExporters exporters) {
    SdkMeterProviderBuilder provider = SdkMeterProvider.builder().setResource(described);
    Duration configured = settings.duration("otel.metric.export.interval");
    boolean usable = configured != null && configured.toMillis() > 0;
    for (MetricExporter exporter : exporters.metrics()) {
      provider.registerMetricReader(
          PeriodicMetricReader.builder(exporter)
              .setInterval(usable ? configured : METRIC_INTERVAL)
              .build());
    }
    return provider.build();
  }

  /** Null where it is switched off. No format chosen means every one: who reads is not known. */
  private @Nullable ParleyLogProcessor logBridge(ContentCapture content) {
    Boolean asked = logBridge != null ? logBridge : settings.flag("parley.log.bridge");
    if (Boolean.FALSE.equals(asked)) {
      return null;
    }
    MessageFormat chosen = messageFormat != null ? messageFormat : MessageSettings.format(settings);
    return new ParleyLogProcessor(
        new LogBridge(
            content, chosen != null ? chosen : MessageFormat.BOTH, LogBridge.DEFAULT_MAX_LENGTH));
  }

  private SdkLoggerProvider loggerProvider(
      Resource described, SignalExporters exporters, @Nullable ParleyLogProcessor bridge) {
    SdkLoggerProviderBuilder provider =
        SdkLoggerProvider.builder()
            .setResource(described)
            .setLogLimits(() -> LogSetUp.limits(settings));
    if (bridge != null) {
      provider.addLogRecordProcessor(bridge);
    }
    boolean atOnce = isImmediate();
    for (LogRecordExporter exporter : exporters.logs()) {
      provider.addLogRecordProcessor(
          atOnce
              ? SimpleLogRecordProcessor.create(exporter)
              : LogSetUp.batches(settings, exporter));
    }
    return provider.build();
  }

  private SignalExporters exporters() {
    Map<String, String> config = new LinkedHashMap<>();
    if (endpoint != null) {
      config.put("otel.exporter.otlp.endpoint", endpoint);
    }
    if (protocol != null) {
      config.put("otel.exporter.otlp.protocol", protocol.value());
    }
    ExportTarget.Otlp otlp = new ExportTarget.Otlp("OTLP", config, Map.copyOf(headers), true);
    List<ExportTarget> targets = new ArrayList<>();
    if (endpoint != null
        && !destinations.isEmpty()
        && destinations.stream().noneMatch(Destination::isDescribedByBuilder)) {
      targets.add(otlp);
    }
    destinations.forEach(destination -> targets.add(destination.target(settings, otlp)));
    return new SignalExporters(settings, targets, otlp);
  }

  private boolean isImmediate() {
    return immediate != null
        ? immediate
        : Boolean.TRUE.equals(settings.flag("parley.immediate.export"));
  }

  private boolean isCostTracked() {
    return costTracking != null ? costTracking : PriceSettings.isTracked(settings);
  }

  private PriceBook book() {
    return prices != null ? prices : PriceSettings.read(settings);
  }

  private MessageFormat format() {
    if (messageFormat != null) {
      return messageFormat;
    }
    MessageFormat named = MessageSettings.format(settings);
    return named != null ? named : MessageFormat.MESSAGES;
  }
}
