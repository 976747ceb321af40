package dev.parley.sdk.reactor;

import io.opentelemetry.context.Context;
import java.util.function.UnaryOperator;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/** A Flux whose source runs inside a scope. */
final class ScopedFlux<T> extends FluxOperator<T, T> {
  private final UnaryOperator<Context> scope;

  ScopedFlux(Flux<T> source, UnaryOperator<Context> scope) {
    super(source);
    this.scope = scope;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    ScopeBoundary.<T>subscribe(scope, actual, source::subscribe);
  }
}
