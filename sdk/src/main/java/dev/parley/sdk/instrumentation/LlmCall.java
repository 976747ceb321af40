package dev.parley.sdk.instrumentation;

import dev.parley.pricing.Usage;
import dev.parley.sdk.Parley;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.InnerCalls;
import dev.parley.sdk.internal.UsageAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
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
 *   call.usage(usage);                        // before content, which may fill the span
 *   call.span().setAttribute(…);
 *   call.end();
 * } catch (Exception e) {
 *   call.fail(e);
 *   throw e;
 * }
 * }</pre>
 *
 * <p>Never throws. Ending twice ends once. May be ended on another thread than it was started on.
 */
public final class LlmCall {
  private static final Guard GUARD = new Guard("Recording a call");

  private final Span span;
  private final Context context;
  private final @Nullable InnerCalls outer;
  private final CallMetrics metrics;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Usage usage;
  private volatile boolean wrapper;

  private LlmCall(Span span, Context context, @Nullable InnerCalls outer, CallMetrics metrics) {
    this.span = span;
    this.context = context;
    this.outer = outer;
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

  public Span span() {
    return span;
  }

  /** The context that holds the span, for work that the client does elsewhere. */
  public Context context() {
    return context;
  }

  // The caller closes it.
  @SuppressWarnings("MustBeClosedChecker")
  public Scope makeCurrent() {
    return context.makeCurrent();
  }

  /** The model that answered: {@code gen_ai.response.model}; null leaves it out. */
  public void responseModel(@Nullable String model) {
    if (model != null) {
      GUARD.run(
          () -> {
            span.setAttribute(GenAiAttributes.RESPONSE_MODEL, model);
            metrics.responseModel(model);
          });
    }
  }

  /** Writes the usage; unknown counts are left out. */
  public void usage(Usage tokens) {
    GUARD.run(
        () -> {
          usage = tokens;
          UsageAttributes.write(tokens, span);
        });
  }

  /** A span inside tells the same call: that one counts, and this one is marked its wrapper. */
  public void wraps() {
    GUARD.run(
        () -> {
          wrapper = true;
          span.setAttribute(GenAiAttributes.USAGE_ROLE, GenAiAttributes.USAGE_ROLE_WRAPPER);
        });
  }

  public void end() {
    finish(null);
  }

  /** Ends with an error: status, {@code error.type} and one exception event. */
  public void fail(Throwable error) {
    finish(error);
  }

  private void finish(@Nullable Throwable error) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    Usage known = usage;
    GUARD.run(
        () -> {
          if (outer != null) {
            outer.ended(known != null && known.isKnown(), null);
          }
          if (error != null) {
            String type = error.getClass().getName();
            span.setAttribute(GenAiAttributes.ERROR_TYPE, type);
            span.setStatus(
                StatusCode.ERROR, error.getMessage() == null ? type : error.getMessage());
            span.recordException(error);
          }
        });
    if (!wrapper) {
      GUARD.run(() -> metrics.record(known, error, context));
    }
    GUARD.run(span::end);
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

    public LlmCall start() {
      Context current = Context.current();
      CallMetrics metrics = new CallMetrics(parley, operation, provider, model, host, port);
      LlmCall invalid = new LlmCall(Span.getInvalid(), current, null, metrics);
      return GUARD.get(() -> start(current, metrics), invalid);
    }

    private LlmCall start(Context current, CallMetrics metrics) {
      ContextRecord outer = ContextRecord.in(current);
      InnerCalls step = outer.innerCalls();
      if (step != null) {
        step.started();
      }
      Context parent = current.with(outer.asUnitOfWork().withInnerCalls(null));
      SpanBuilder span =
          parley
              .tracer()
              .spanBuilder(name())
              .setSpanKind(SpanKind.CLIENT)
              .setParent(parent)
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
          span.setAttribute(GenAiAttributes.SERVER_PORT, port);
        }
      }
      Span started = span.startSpan();
      return new LlmCall(started, parent.with(started), step, metrics);
    }

    private String name() {
      if (name != null) {
        return name;
      }
      return model == null ? operation : operation + ' ' + model;
    }
  }
}
