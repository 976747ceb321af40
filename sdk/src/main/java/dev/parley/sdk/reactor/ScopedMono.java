package dev.parley.sdk.reactor;

import dev.parley.sdk.Scoped;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/** A Mono whose source runs inside a scope. */
final class ScopedMono<T> extends MonoOperator<T, T> {
  private final Scoped scope;

  ScopedMono(Mono<T> source, Scoped scope) {
    super(source);
    this.scope = scope;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    ScopeBoundary.<T>subscribe(scope, actual, source::subscribe);
  }
}
