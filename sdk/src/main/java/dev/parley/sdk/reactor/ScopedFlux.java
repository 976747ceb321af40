package dev.parley.sdk.reactor;

import dev.parley.sdk.Scoped;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/** A Flux whose source runs inside a scope. */
final class ScopedFlux<T> extends FluxOperator<T, T> {
  private final Scoped scope;

  ScopedFlux(Flux<T> source, Scoped scope) {
    super(source);
    this.scope = scope;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    ScopeBoundary.<T>subscribe(scope, actual, source::subscribe);
  }
}
