package dev.parley.sdk;

import dev.parley.pricing.PriceBook;
import dev.parley.sdk.instrumentation.CallRecorder;
import dev.parley.sdk.instrumentation.SpanLifecycle;
import dev.parley.sdk.internal.Accounts;
import dev.parley.sdk.internal.ContentCapture;
import dev.parley.sdk.internal.Enrichment;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.Host;
import dev.parley.sdk.internal.Settings;
import dev.parley.sdk.tracking.ConversationTracker;
import dev.parley.sdk.tracking.WorkflowTracker;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Monitoring of one application: its OpenTelemetry, prices, counters and settings. Thread-safe.
 *
 * <pre>{@code
 * Parley parley = Parley.builder()
 *     .serviceName("shop-assistant")
 *     .prices(PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00")))
 *     .buildAndRegisterGlobal();
 * }</pre>
 *
 * The last instance registered as global serves the static {@link Step}; all else is per instance.
 */
public final class Parley implements AutoCloseable {
  /** Of spans and metrics that the application makes by hand; Parley's own have another. */
  private static final String SCOPE = "dev.parley";

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final Guard ASKING = new Guard("Asking for OpenTelemetry's global");
  private static final AtomicReference<@Nullable Parley> GLOBAL = new AtomicReference<>();

  /** Serves {@link #global} while none is registered; made anew when OpenTelemetry's global is. */
  private static volatile @Nullable Parley overGlobal;

  private final Guard guard = new Guard("Closing Parley");
  private final AtomicBoolean closed = new AtomicBoolean();
  private final OpenTelemetry openTelemetry;
  private final @Nullable OpenTelemetrySdk sdk;
  private final SpanLifecycle spans;
  private final ContentCapture content;
  private final MessageFormat messageFormat;
  private volatile @Nullable Thread shutdownHook;
  private volatile Supplier<List<ExportHealth>> exports = List::of;

  Parley(
      OpenTelemetry openTelemetry,
      @Nullable OpenTelemetrySdk sdk,
      Accounts accounts,
      boolean enriched,
      ContentCapture content,
      MessageFormat messageFormat,
      List<CallRecorder> recorders) {
    this.openTelemetry = openTelemetry;
    this.sdk = sdk;
    this.spans = new SpanLifecycle(openTelemetry, accounts, enriched, recorders);
    this.content = content;
    this.messageFormat = messageFormat;
  }

  /** A set-up that begins with what system properties and environment say. */
  public static ParleyBuilder builder() {
    return new ParleyBuilder(Settings.ofSystem());
  }

  /**
   * As {@link #builder()}, with settings that are asked for by the names of system properties
   * ({@code otel.service.name}, {@code parley.prices}) in place of system properties and
   * environment: for frameworks with a configuration of their own.
   *
   * @param settings gives null for what is not set
   */
  public static ParleyBuilder builder(Function<String, @Nullable String> settings) {
    return new ParleyBuilder(new Settings(settings, variable -> null));
  }

  /**
   * Parley over an OpenTelemetry of your own, for {@link Step} and instrumented clients. Closing
   * the instance leaves your OpenTelemetry open.
   *
   * <p>Context and cost come from the {@link ParleySpanProcessor} on your tracer provider, whose
   * prices, counters and trackers this instance shares from its first span on. A provider that was
   * finished without one takes none any more: then a warning says so once, and only the spans that
   * Parley makes carry context and cost.
   */
  public static Parley over(OpenTelemetry openTelemetry) {
    return builder().over(openTelemetry);
  }

  /**
   * The same, which shares the prices, counters and trackers of this processor from the beginning.
   *
   * @param processor made by {@link ParleySpanProcessor}, on the tracer provider already
   * @throws IllegalArgumentException when it is another kind of processor
   */
  public static Parley over(OpenTelemetry openTelemetry, SpanProcessor processor) {
    return builder().over(openTelemetry, Enrichment.accounts(processor));
  }

  /**
   * Whether this process runs under OpenTelemetry's javaagent with Parley's extension. Then
   * whatever is built is over the agent's OpenTelemetry, which is the global one; spans of another
   * are outside of the agent's traces.
   */
  public static boolean isUnderAgent() {
    return Host.present() != null;
  }

  /** The last one registered; else one over OpenTelemetry's own global. */
  public static Parley global() {
    Parley registered = GLOBAL.get();
    if (registered != null) {
      return registered;
    }
    OpenTelemetry global = openTelemetrysGlobal();
    Parley over = overGlobal;
    if (over == null || over.openTelemetry != global) {
      over = over(global);
      overGlobal = over;
    }
    return over;
  }

  private static OpenTelemetry openTelemetrysGlobal() {
    try {
      return GlobalOpenTelemetry.getOrNoop();
    } catch (NoSuchMethodError older) {
      // Asking this way settles the global for good, which older versions leave no choice about.
      return ASKING.get(GlobalOpenTelemetry::get, OpenTelemetry.noop());
    }
  }

  void exports(Supplier<List<ExportHealth>> health) {
    this.exports = health;
  }

  /**
   * How each exporter that the builder made fares: what was delivered, what was not and why. Empty
   * over an OpenTelemetry of your own.
   */
  public List<ExportHealth> exportHealth() {
    return exports.get();
  }

  /**
   * Serves the static {@link Step} from now on, until another does or this is closed.
   * OpenTelemetry's global stays as it is, and closing at the end is left to the caller.
   */
  public void registerAsGlobal() {
    GLOBAL.set(this);
  }

  /** Serves the static steps, and exports what is left when the JVM exits. */
  void registerGlobal() {
    registerAsGlobal();
    Thread hook = new Thread(this::close, "parley-shutdown");
    shutdownHook = hook;
    guard.run(() -> Runtime.getRuntime().addShutdownHook(hook));
  }

  /** A redeployed application must not be held by its former hooks. */
  private void forgetHook() {
    Thread hook = shutdownHook;
    if (hook != null && Thread.currentThread() != hook) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException exiting) {
        // The JVM exits: the hook runs, finds this closed and does nothing.
      }
    }
  }

  /** For instrumentations and for metrics and logs of the application's own. */
  public OpenTelemetry openTelemetry() {
    return openTelemetry;
  }

  /** For spans of Parley's own scope, {@code dev.parley.sdk}. */
  public Tracer tracer() {
    return openTelemetry.getTracer(SCOPE);
  }

  /** For metrics of Parley's own scope, {@code dev.parley.sdk}. */
  public Meter meter() {
    return openTelemetry.getMeter(SCOPE);
  }

  /** The prices that costs are estimated with; empty when none were given. */
  public PriceBook prices() {
    return spans.accounts().cost().prices();
  }

  /** How many calls had tokens but a model without a price, so no cost was estimated. */
  public long unpricedCalls() {
    return spans.accounts().unpricedCalls();
  }

  /** What each workflow has cost in this process. */
  public WorkflowTracker workflows() {
    return spans.accounts().workflows();
  }

  /** What each conversation has cost in this process, and its tokens and turns. */
  public ConversationTracker conversations() {
    return spans.accounts().conversations();
  }

  /** For instrumentations: starts and ends spans that carry context and cost everywhere. */
  public SpanLifecycle spans() {
    return spans;
  }

  /** Whether instrumented clients record message content. */
  public boolean capturesContent() {
    return content.clients();
  }

  /** Whether steps may record their input and output. */
  public boolean stepsCaptureContent() {
    return content.steps();
  }

  /**
   * Removes from content what must not be recorded; whoever writes content asks it first. It never
   * throws: where the application's redactor fails, it gives a note in the content's place.
   */
  public Redactor redactor() {
    return content.redactor();
  }

  /** In which form instrumented clients write messages. */
  public MessageFormat messageFormat() {
    return messageFormat;
  }

  /**
   * Exports everything that has ended so far. Over an OpenTelemetry of your own this is yours to
   * do: then it does nothing and says true.
   *
   * @return whether it was all delivered in time
   */
  public boolean flush(Duration timeout) {
    OpenTelemetrySdk own = sdk;
    if (own == null) {
      return true;
    }
    // Batches that fail are flushed too, as OpenTelemetry sees it.
    long failedBefore = failedExports();
    return guard.get(
        () ->
            CompletableResultCode.ofAll(
                        List.of(
                            own.getSdkTracerProvider().forceFlush(),
                            own.getSdkMeterProvider().forceFlush(),
                            own.getSdkLoggerProvider().forceFlush()))
                    .join(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .isSuccess()
                && failedExports() == failedBefore,
        false);
  }

  private long failedExports() {
    return exports.get().stream().mapToLong(ExportHealth::failed).sum();
  }

  /** Exports what is left and ends; waits up to ten seconds. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    GLOBAL.compareAndSet(this, null);
    forgetHook();
    OpenTelemetrySdk own = sdk;
    if (own != null) {
      guard.run(() -> own.shutdown().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  /** As {@link #close}. */
  public void shutdown() {
    close();
  }
}
