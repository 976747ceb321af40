package dev.parley.sdk.reactor;

import dev.parley.sdk.internal.stream.Subscriptions;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/** A Flux each subscription to which is recorded. */
final class ObservedFlux<T> extends FluxOperator<T, T> {
  private final Subscriptions subscriptions;

  ObservedFlux(Flux<T> source, Subscriptions subscriptions) {
    super(source);
    this.subscriptions = subscriptions;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    ObservedSubscriber.<T>subscribe(actual, subscriptions::pieces, false, source::subscribe);
  }
}
