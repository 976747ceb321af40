package dev.parley.spring.web;

import dev.parley.sdk.instrumentation.CarriedContext;
import reactor.util.context.ContextView;

/** Where the span of a request is, where Reactor's context has it in a form of its own. */
@FunctionalInterface
public interface ReactiveRequestCarrier {
  /** Lets the span of the request that has this context, and what comes after it, have this. */
  void carry(CarriedContext context, ContextView reactor);
}
