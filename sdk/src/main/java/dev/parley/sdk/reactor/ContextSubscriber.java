package dev.parley.sdk.reactor;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** Hands every signal on inside a context. */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
final class ContextSubscriber<T> implements CoreSubscriber<T> {
  private final CoreSubscriber<? super T> subscriber;
  private final Context context;
  private final reactor.util.context.Context reactor;

  ContextSubscriber(
      CoreSubscriber<? super T> subscriber, Context context, reactor.util.context.Context reactor) {
    this.subscriber = subscriber;
    this.context = context;
    this.reactor = reactor;
  }

  @Override
  public reactor.util.context.Context currentContext() {
    return reactor;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    try (Scope scope = context.makeCurrent()) {
      subscriber.onSubscribe(subscription);
    }
  }

  @Override
  public void onNext(T item) {
    try (Scope scope = context.makeCurrent()) {
      subscriber.onNext(item);
    }
  }

  @Override
  public void onError(Throwable error) {
    try (Scope scope = context.makeCurrent()) {
      subscriber.onError(error);
    }
  }

  @Override
  public void onComplete() {
    try (Scope scope = context.makeCurrent()) {
      subscriber.onComplete();
    }
  }
}
