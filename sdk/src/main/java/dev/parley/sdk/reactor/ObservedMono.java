package dev.parley.sdk.reactor;

import dev.parley.sdk.internal.stream.Subscriptions;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/** A Mono each subscription to which is recorded. */
final class ObservedMono<T> extends MonoOperator<T, T> {
  private final Subscriptions subscriptions;

  ObservedMono(Mono<T> source, Subscriptions subscriptions) {
    super(source);
    this.subscriptions = subscriptions;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    ObservedSubscriber.<T>subscribe(actual, subscriptions::value, true, source::subscribe);
  }
}
