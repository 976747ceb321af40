package dev.parley.sdk.instrumentation;

import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.internal.Accounts;
import dev.parley.sdk.internal.CallReading;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Greeting;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.Host;
import dev.parley.sdk.internal.Limit;
import dev.parley.sdk.internal.Settings;
import dev.parley.sdk.internal.SpanEnrichment;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts and ends the spans that Parley makes itself, so that they carry context and cost under
 * every tracer provider. The context is written by the {@link dev.parley.sdk.ParleySpanProcessor}
 * that sees them start; where none does, because the provider was finished without one, it is
 * written here, for these spans alone, and said once. Which of the two it is shows at the first
 * span. When they end they are settled here, in the accounts of that processor. Thread-safe.
 */
public final class SpanLifecycle {
  private static final Guard GUARD = new Guard("Recording a span");

  /** The instrumentation scope of the spans that are started and ended here. */
  public static final String SCOPE = "dev.parley.sdk";

  /**
   * The version of that scope in an application under OpenTelemetry's agent: there the spans are
   * settled by the agent's extension, for the application sees them from outside alone.
   */
  public static final String HOSTED = "application";

  private final Tracer tracer;
  private final CallInstruments instruments;
  private volatile SpanEnrichment enrichment;
  private volatile Provider provider;

  private enum Provider {
    UNKNOWN,
    ENRICHES,
    DOES_NOT
  }

  /**
   * For the spans of one Parley.
   *
   * @param openTelemetry where they are recorded
   * @param enriched whether its tracer provider is known to have a processor that uses these
   *     accounts
   * @param recorders what the metrics of calls go to beside its meters
   */
  public SpanLifecycle(
      OpenTelemetry openTelemetry,
      Accounts accounts,
      boolean enriched,
      List<CallRecorder> recorders) {
    this.tracer = GUARD.get(() -> tracer(openTelemetry), OpenTelemetry.noop().getTracer(SCOPE));
    this.instruments = new CallInstruments(openTelemetry, recorders);
    this.enrichment = new SpanEnrichment(accounts);
    this.provider = enriched || Host.present() != null ? Provider.ENRICHES : Provider.UNKNOWN;
  }

  private static Tracer tracer(OpenTelemetry openTelemetry) {
    return Host.present() == null
        ? openTelemetry.getTracer(SCOPE)
        : openTelemetry.getTracer(SCOPE, HOSTED);
  }

  /** The books that the spans are settled in; others once a processor has been met. */
  public Accounts accounts() {
    return enrichment.accounts();
  }

  CallInstruments instruments() {
    return instruments;
  }

  /** A span to be described, and to be handed to {@link #start}. */
  public SpanBuilder spanBuilder(String name) {
    return tracer.spanBuilder(name);
  }

  /** Starts the span inside this context. */
  public Span start(SpanBuilder span, Context parent) {
    Provider known = provider;
    if (known == Provider.ENRICHES) {
      return span.setParent(parent).startSpan();
    }
    Greeting greeting = new Greeting();
    Span started =
        span.setParent(parent.with(ContextRecord.in(parent).withGreeting(greeting))).startSpan();
    Accounts met = greeting.answer();
    if (met != null) {
      meet(met);
    } else if (started.isRecording()) {
      warnOnce();
      enrichment.startedUnseen(parent, started);
    }
    return started;
  }

  /**
   * Whether a span is counted when it ends: it is recorded, and can be read. The spans of a tracer
   * that wraps another, such as those that OpenTelemetry's agent gives to the application, cannot.
   */
  public boolean settles(Span span) {
    return span.isRecording() && span instanceof ReadWriteSpan;
  }

  /** Settles the span, which counts it and writes its cost, and ends it. */
  public void end(Span span) {
    if (span instanceof ReadWriteSpan writable) {
      enrichment.endingOwn(writable);
    }
    span.end();
  }

  /** As {@link #end(Span)}, for a model call of which this is known. */
  public void end(Span span, CallReading call) {
    if (span instanceof ReadWriteSpan writable) {
      enrichment.endingCall(writable, call);
    }
    span.end();
  }

  void write(ContextRecord context, Span span) {
    enrichment.write(context, span);
  }

  private synchronized void meet(Accounts met) {
    if (met != enrichment.accounts()) {
      enrichment = new SpanEnrichment(met);
    }
    provider = Provider.ENRICHES;
  }

  private synchronized void warnOnce() {
    if (provider == Provider.UNKNOWN) {
      provider = Provider.DOES_NOT;
      Settings.warn(
          "The tracer provider has no ParleySpanProcessor and takes none any more: only Parley's"
              + " own spans carry conversations and costs. Add ParleySpanProcessor.create(prices)"
              + " where the provider is built, or build it by Parley.builder()");
    }
  }

  /**
   * Before a model is called: marks the span of a call whose budget is spent.
   *
   * @param context what the call is made in
   * @throws BudgetExceededException where the budget is enforced; the span has then ended
   */
  public void checkBudget(Span span, Context context) {
    checkBudget(span, context, true);
  }

  /**
   * As {@link #checkBudget(Span, Context)}.
   *
   * @param stoppable false where the call is made whatever is said here: then nothing is thrown
   */
  void checkBudget(Span span, Context context, boolean stoppable) {
    Limit spent = exceeded(context);
    if (spent == null) {
      return;
    }
    BigDecimal amount = accounts().spent(spent);
    BigDecimal limit = spent.budget().limit();
    GUARD.run(
        () -> {
          span.setAttribute(GenAiAttributes.BUDGET_EXCEEDED, true);
          span.setAttribute(GenAiAttributes.BUDGET_SCOPE, spent.scope().value());
          span.setAttribute(GenAiAttributes.BUDGET_LIMIT, limit.doubleValue());
          span.setAttribute(GenAiAttributes.BUDGET_SPENT, amount.doubleValue());
        });
    if (stoppable && spent.budget().isEnforced()) {
      RuntimeException refused = spent.refusal(amount);
      GUARD.run(
          () -> {
            span.setAttribute(GenAiAttributes.ERROR_TYPE, refused.getClass().getName());
            span.setStatus(StatusCode.ERROR, String.valueOf(refused.getMessage()));
          });
      GUARD.run(() -> end(span));
      throw refused;
    }
  }

  /** The limit that is spent; of several an enforced one. */
  private @Nullable Limit exceeded(Context context) {
    Limit found = null;
    for (Limit limit : ContextRecord.in(context).limits()) {
      Budget budget = limit.budget();
      if ((found == null || budget.isEnforced())
          && accounts().spent(limit).compareTo(budget.limit()) >= 0) {
        found = limit;
      }
    }
    return found;
  }
}
