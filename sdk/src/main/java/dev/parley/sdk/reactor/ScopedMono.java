package dev.parley.sdk.reactor;

import io.opentelemetry.context.Context;
import java.util.function.UnaryOperator;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/** A Mono whose source runs inside a scope. */
final class ScopedMono<T> extends MonoOperator<T, T> {
  private final UnaryOperator<Context> scope;

  ScopedMono(Mono<T> source, UnaryOperator<Context> scope) {
    super(source);
    this.scope = scope;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    ScopeBoundary.<T>subscribe(scope, actual, source::subscribe);
  }
}
