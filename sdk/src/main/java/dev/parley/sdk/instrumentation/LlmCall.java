package dev.parley.sdk.instrumentation;

import dev.parley.pricing.Cost;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Parley;
import dev.parley.sdk.internal.CallReading;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.CostEstimate;
import dev.parley.sdk.internal.Failure;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.InnerCalls;
import dev.parley.sdk.internal.UsageAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The span and the metrics of one call that an instrumented client makes: a CLIENT span {@code
 * {operation} {model}}, a turn of the conversation where none is around it, and the inner of two
 * spans where a step is.
 *
 * <pre>{@code
 * LlmCall call = LlmCall.of(parley, "chat", "openai").model(model).server(host, port).start();
 * try (Scope scope = call.makeCurrent()) {
 *   Response response = client.chat(request);
 *   call.responseModel(response.model());
 *   call.usage(usage);                        // prices the call; before content, which may fill the span
 *   call.span().setAttribute(…);
 *   call.end();
 * } catch (Exception e) {
 *   call.fail(e);
 *   throw e;
 * }
 * }</pre>
 *
 * <p>Never throws, but for {@link BudgetExceededException} as it starts, where the application
 * asked for it. Ending twice ends once. May be ended on another thread than it was started on.
 */
/*
 * Told in the order of a call: where its span is, what becomes known while it runs, its end, which
 * decides whether it counts, and the builder, where it starts.
 */
public final class LlmCall {
  private static final Guard GUARD = new Guard("Recording a call");

  private final SpanLifecycle spans;
  private final String operation;
  private final Span span;
  private final Context context;
  private final @Nullable InnerCalls outer;
  private final @Nullable InnerCalls inner;
  private final CallMetrics metrics;
  private final Instant start = Instant.now();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable String provider;
  private volatile @Nullable String requestModel;
  private volatile @Nullable Usage usage;
  private volatile @Nullable String responseModel;
  private volatile @Nullable String serviceTier;
  private volatile @Nullable Cost cost;
  private volatile boolean costIsTold;

  private LlmCall(
      Builder call,
      Span span,
      Context context,
      @Nullable InnerCalls outer,
      @Nullable InnerCalls inner,
      CallMetrics metrics) {
    this.spans = call.parley.spans();
    this.operation = call.operation;
    this.provider = call.provider;
    this.requestModel = call.model;
    this.span = span;
    this.context = context;
    this.outer = outer;
    this.inner = inner;
    this.metrics = metrics;
  }

  /**
   * A call to be started.
   *
   * @param operation {@code chat}, {@code embeddings}, …: {@code gen_ai.operation.name}
   * @param provider canonical, {@code openai}: {@code gen_ai.provider.name} and {@code
   *     gen_ai.system}; null when it is not known
   */
  public static Builder of(Parley parley, String operation, @Nullable String provider) {
    return new Builder(parley, operation, provider);
  }

  /** The span of the call. */
  public Span span() {
    return span;
  }

  /** The context that holds the span, for work that the client does elsewhere. */
  public Context context() {
    return context;
  }

  /** Makes the span current; the caller closes the scope. */
  // The caller closes it.
  @SuppressWarnings("MustBeClosedChecker")
  public Scope makeCurrent() {
    return context.makeCurrent();
  }

  /** Who serves the model, where it was not known at the start; null leaves it as it is. */
  public void provider(@Nullable String canonical) {
    if (canonical != null) {
      GUARD.run(
          () -> {
            provider = canonical;
            span.setAttribute(GenAiAttributes.PROVIDER_NAME, canonical);
            span.setAttribute(GenAiAttributes.SYSTEM, canonical);
            metrics.provider(canonical);
          });
    }
  }

  /** The model asked for, where it was not known at the start; null leaves it as it is. */
  public void requestModel(@Nullable String model) {
    if (model != null) {
      GUARD.run(
          () -> {
            requestModel = model;
            span.setAttribute(GenAiAttributes.REQUEST_MODEL, model);
            metrics.requestModel(model);
          });
    }
  }

  /** The model that answered: {@code gen_ai.response.model}; null leaves it out. */
  public void responseModel(@Nullable String model) {
    if (model != null) {
      GUARD.run(
          () -> {
            responseModel = model;
            span.setAttribute(GenAiAttributes.RESPONSE_MODEL, model);
            metrics.responseModel(model);
          });
    }
  }

  /**
   * The first piece of an answer that comes piece by piece is here: {@code
   * gen_ai.response.time_to_first_chunk} and its metric, both in seconds.
   */
  public void firstChunk() {
    GUARD.run(
        () -> span.setAttribute(GenAiAttributes.TIME_TO_FIRST_CHUNK, metrics.firstChunk(context)));
  }

  /** The tier that the call is billed by, which has prices of its own; null for the usual one. */
  public void serviceTier(@Nullable String tier) {
    serviceTier = tier;
  }

  /**
   * Writes the usage and what it costs; unknown counts are left out. Tell {@link #responseModel}
   * and {@link #serviceTier} before, because they have a say in the price, and content after.
   */
  public void usage(Usage tokens) {
    GUARD.run(
        () -> {
          usage = tokens;
          UsageAttributes.write(tokens, span);
          if (costIsTold || (inner != null && inner.tells(operation))) {
            return;
          }
          CostEstimate prices = prices();
          cost = prices.of(provider, requestModel, responseModel, tokens, serviceTier, start);
          if (cost != null && span.isRecording()) {
            prices.write(cost, span);
          }
        });
  }

  /**
   * What the application says that the call cost, and writes: it counts in place of an estimate.
   */
  public void cost(Cost told) {
    costIsTold = true;
    cost = told;
  }

  /** A step around may bring a book of its own. */
  private CostEstimate prices() {
    PriceBook own = outer == null ? null : outer.prices();
    return own == null ? spans.accounts().cost() : new CostEstimate(own);
  }

  /** Ends the call without an error; ending it again does nothing. */
  public void end() {
    finish(null, () -> {});
  }

  /**
   * Ends with an error: status, {@code error.type} and one exception event. Of an exception that
   * futures wrap around another, the other one is told.
   */
  public void fail(Throwable error) {
    Throwable cause = Failure.cause(error);
    if (cause == null) {
      end();
    } else {
      finish(cause.getClass().getName(), () -> Failure.write(cause, span));
    }
  }

  /**
   * Ends with an error that the provider told in place of an answer: status and {@code error.type}.
   *
   * @param type the provider's word for it
   * @param message null if it gave none
   */
  public void fail(String type, @Nullable String message) {
    finish(type, () -> Failure.write(type, message, span));
  }

  private void finish(@Nullable String errorType, Runnable writeError) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    Usage known = usage;
    boolean wrapper = inner != null && inner.countsFor(operation, known != null && known.isKnown());
    Cost amount = cost;
    GUARD.run(
        () -> {
          if (outer != null) {
            outer.ended(
                operation,
                known != null && known.isKnown(),
                amount == null || wrapper ? null : amount.total());
          }
          writeError.run();
        });
    if (wrapper) {
      GUARD.run(
          () -> span.setAttribute(GenAiAttributes.USAGE_ROLE, GenAiAttributes.USAGE_ROLE_WRAPPER));
      GUARD.run(() -> spans.end(span));
    } else {
      GUARD.run(() -> metrics.record(known, errorType, context));
      GUARD.run(this::settle);
    }
  }

  /** A call whose span is dropped by a sampler, or seen by no processor of ours, is not free. */
  private void settle() {
    Cost amount = cost;
    Usage told = usage;
    Usage known = told == null ? Usage.unknown() : told;
    if (spans.settles(span)) {
      spans.end(
          span,
          CallReading.made(
              operation,
              provider,
              requestModel,
              responseModel,
              known,
              amount == null ? null : amount.total(),
              serviceTier));
      return;
    }
    String model = responseModel != null ? responseModel : requestModel;
    spans
        .accounts()
        .settleUnrecorded(
            ContextRecord.in(context), model, known, amount == null ? null : amount.total());
    span.end();
  }

  /** What is known before the call; samplers see it. Not thread-safe. */
  public static final class Builder {
    private final Parley parley;
    private final String operation;
    private final @Nullable String provider;
    private Attributes attributes = Attributes.empty();
    private @Nullable String name;
    private @Nullable String model;
    private @Nullable String host;
    private int port = -1;
    private boolean aroundClient;
    private boolean stoppable = true;

    private Builder(Parley parley, String operation, @Nullable String provider) {
      this.parley = parley;
      this.operation = operation;
      this.provider = provider;
    }

    /** The model asked for; null or empty when there is none, then the name is the operation. */
    public Builder model(@Nullable String requested) {
      this.model = requested == null || requested.isEmpty() ? null : requested;
      return this;
    }

    /** The span's name; null or empty for {@code {operation} {model}}. */
    public Builder name(@Nullable String spanName) {
      this.name = spanName == null || spanName.isEmpty() ? null : spanName;
      return this;
    }

    /** More that is known before the call. */
    public Builder attributes(Attributes more) {
      this.attributes = more;
      return this;
    }

    /** Where the call goes. The port is recorded unless it is 443 or not positive. */
    public Builder server(@Nullable String address, int serverPort) {
      this.host = address;
      this.port = serverPort;
      return this;
    }

    /**
     * A client library inside may tell the same call by a span of its own: then that one counts,
     * and this one is its wrapper.
     */
    public Builder aroundClient() {
      this.aroundClient = true;
      return this;
    }

    /** Whoever starts it can't keep the call from being made: a budget that is spent only marks. */
    public Builder unstoppable() {
      this.stoppable = false;
      return this;
    }

    /**
     * Starts the call.
     *
     * @throws BudgetExceededException where an enforced budget is spent; then do not make the call
     */
    public LlmCall start() {
      Context current = Context.current();
      CallMetrics metrics = new CallMetrics(parley, operation, provider, model, host, port);
      LlmCall invalid = new LlmCall(this, Span.getInvalid(), current, null, null, metrics);
      LlmCall call = GUARD.get(() -> start(current, metrics), invalid);
      parley.spans().checkBudget(call.span, call.context, stoppable);
      if (call.outer != null) {
        call.outer.started(operation);
      }
      return call;
    }

    private LlmCall start(Context current, CallMetrics metrics) {
      ContextRecord outer = ContextRecord.in(current);
      Context parent = current.with(outer.asUnitOfWork().withInnerCalls(null));
      SpanBuilder span =
          parley
              .spans()
              .spanBuilder(name())
              .setSpanKind(SpanKind.CLIENT)
              .setAllAttributes(attributes)
              .setAttribute(GenAiAttributes.OPERATION_NAME, operation);
      if (provider != null) {
        span.setAttribute(GenAiAttributes.PROVIDER_NAME, provider)
            .setAttribute(GenAiAttributes.SYSTEM, provider);
      }
      if (model != null) {
        span.setAttribute(GenAiAttributes.REQUEST_MODEL, model);
      }
      if (host != null) {
        span.setAttribute(GenAiAttributes.SERVER_ADDRESS, host);
        if (port > 0 && port != 443) {
          // Older builders of spans take no int.
          span.setAttribute(GenAiAttributes.SERVER_PORT, (long) port);
        }
      }
      Span started = parley.spans().start(span, parent);
      Context inside = parent.with(started);
      InnerCalls inner = null;
      if (aroundClient) {
        // What is told inside is told to a step around as well.
        inner = new InnerCalls(outer.innerCalls(), true, null);
        inside = inside.with(ContextRecord.in(inside).withInnerCalls(inner));
      }
      return new LlmCall(this, started, inside, outer.innerCalls(), inner, metrics);
    }

    private String name() {
      if (name != null) {
        return name;
      }
      return model == null ? operation : operation + ' ' + model;
    }
  }
}
