package dev.parley.spring.observation;

import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.CarriedContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

/**
 * Lets every observation carry the context that it was started in, wherever it goes.
 *
 * <p>Micrometer starts the span of an observation in the context that its parent's span was started
 * in, and so does each scope of it. A conversation that was opened in between is not in there. So
 * this notes, as an observation starts, what holds around it, writes that onto its span, and puts
 * it back whenever the observation is made current, on whatever thread. An observation that starts
 * outside of its parent's scope, as those of reactive pipelines do, has what its parent carries.
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
  public void carry(Observation.Context observation, CarriedContext context) {
    if (!context.isEmpty()) {
      observation.put(CarriedContext.class, context);
      context.writeOnto(ObservedSpans.span(observation), parley);
    }
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

  /** Whether the parent is current; then what is current too was opened inside of it. */
  private static boolean isInside(Context current, Observation.ContextView parent) {
    return Span.fromContext(current)
        .getSpanContext()
        .getSpanId()
        .equals(ObservedSpans.span(parent).getSpanContext().getSpanId());
  }

  @Override
  // It is closed with the observation's scope.
  @SuppressWarnings("MustBeClosedChecker")
  public void onScopeOpened(Observation.Context observation) {
    try {
      CarriedContext carried = observation.get(CarriedContext.class);
      Scope scope = carried == null ? null : carried.storeIn(Context.current()).makeCurrent();
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
