package dev.parley.spring.observation;

import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.CarriedContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

/**
 * Lets every observation carry the context that it was started in, wherever it goes.
 *
 * <p>Micrometer makes each scope of an observation in the context that its span was started in. A
 * conversation that was opened for it since is not in there. So this notes, as an observation
 * starts, what holds around it, writes that onto its span, and puts it back whenever the
 * observation is made current, on whatever thread: mostly by telling Micrometer's span of it, else
 * by a scope of its own. An observation that starts outside of its parent's scope, as those of
 * reactive pipelines do, has what its parent carries.
 *
 * <p>It comes after the handler that makes the span; of scopes, Micrometer closes what it opened
 * last first. Never throws. Thread-safe.
 */
public final class CarryingObservationHandler
    implements ObservationHandler<Observation.Context>, Ordered {
  /** Behind every handler that has no say in what is carried. */
  public static final int ORDER = Ordered.LOWEST_PRECEDENCE - 10;

  private static final Logger LOGGER = Logger.getLogger("dev.parley.spring");

  /** The scopes that are open on a thread, the innermost first. */
  private final ThreadLocal<Deque<Opened>> scopes = ThreadLocal.withInitial(ArrayDeque::new);

  private final Parley parley;

  private record Opened(Observation.Context observation, @Nullable Scope scope) {}

  CarryingObservationHandler(Parley parley) {
    this.parley = parley;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public boolean supportsContext(Observation.Context observation) {
    return true;
  }

  @Override
  public void onStart(Observation.Context observation) {
    // Without lambdas here and below: they would be objects for each observation of a request.
    try {
      carry(observation, around(observation));
    } catch (RuntimeException | LinkageError fault) {
      tell(fault);
    }
  }

  /** Lets the observation carry this from now on, and writes it onto its span. */
  public void carry(Observation.Context observation, CarriedContext carried) {
    if (carried.isEmpty()) {
      return;
    }
    observation.put(CarriedContext.class, carried);
    Context current = Context.current();
    Span span = ObservedSpans.span(observation);
    if (carried.isIn(current)) {
      carried.writeOntoStarted(span, parley);
    } else {
      carried.writeOnto(span, parley);
      store(observation, span, carried, current);
    }
  }

  /**
   * Has Micrometer make the observation's scopes in what it carries, where the context that it
   * would make them in is known: the current one, in which it is, or in which its span was started.
   */
  private static void store(
      Observation.Context observation, Span span, CarriedContext carried, Context current) {
    TracingContext tracing = observation.get(TracingContext.class);
    if (tracing != null && (isCurrent(span, current) || startedIn(current, observation))) {
      tracing.setSpan(OtelSpan.fromOtel(span, carried.storeIn(current)));
    }
  }

  private static boolean isCurrent(Span span, Context current) {
    SpanContext its = span.getSpanContext();
    return its.isValid()
        && its.getSpanId().equals(Span.fromContext(current).getSpanContext().getSpanId());
  }

  /** Asked as the observation starts: what comes from elsewhere starts in what was sent along. */
  private static boolean startedIn(Context current, Observation.Context observation) {
    return !(observation instanceof ReceiverContext<?>)
        && (observation.getParentObservation() == null
            || Span.fromContext(current).getSpanContext().isValid());
  }

  /** What holds where the observation starts. */
  public CarriedContext around(Observation.Context observation) {
    Context current = Context.current();
    CarriedContext here = CarriedContext.of(current);
    ObservationView parent = observation.getParentObservation();
    if (parent == null || isInside(current, parent.getContextView())) {
      return here;
    }
    CarriedContext above = ObservedSpans.carried(parent.getContextView());
    return above == null ? here : above;
  }

  /**
   * Whether what is current was opened inside of the parent: its span is current, or one that was
   * opened by OpenTelemetry, as a step's, which is then the parent's place. Those that Micrometer
   * makes current it wraps.
   */
  private static boolean isInside(Context current, Observation.ContextView parent) {
    return Span.fromContext(current) instanceof ReadableSpan
        || isCurrent(ObservedSpans.span(parent), current);
  }

  @Override
  // It is closed with the observation's scope.
  @SuppressWarnings("MustBeClosedChecker")
  public void onScopeOpened(Observation.Context observation) {
    try {
      CarriedContext carried = observation.get(CarriedContext.class);
      Context current = Context.current();
      Scope scope =
          carried == null || carried.isIn(current) ? null : carried.storeIn(current).makeCurrent();
      scopes.get().push(new Opened(observation, scope));
    } catch (RuntimeException | LinkageError fault) {
      tell(fault);
    }
  }

  @Override
  public void onScopeClosed(Observation.Context observation) {
    try {
      Deque<Opened> open = scopes.get();
      Opened last = open.peek();
      if (last == null || !isOf(observation, last)) {
        return;
      }
      open.pop();
      if (last.scope() != null) {
        last.scope().close();
      }
    } catch (RuntimeException | LinkageError fault) {
      tell(fault);
    }
  }

  @SuppressWarnings("ReferenceEquality") // The very observation.
  private static boolean isOf(Observation.Context observation, Opened opened) {
    return opened.observation() == observation;
  }

  private static void tell(Throwable fault) {
    LOGGER.log(Level.FINE, "Carrying a context with an observation failed", fault);
  }
}
