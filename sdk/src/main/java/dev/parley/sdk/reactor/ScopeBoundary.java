package dev.parley.sdk.reactor;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * The line between what is inside of a scope, above, and what is not, below: subscribing and
 * requesting go up into the scope, signals go down out of it.
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
final class ScopeBoundary<T> implements CoreSubscriber<T>, Subscription {
  private final CoreSubscriber<? super T> below;
  private final Context inside;
  private final Context outside;
  private final reactor.util.context.Context reactor;
  private volatile Subscription above = NONE;

  private static final Subscription NONE =
      new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  private ScopeBoundary(CoreSubscriber<? super T> below, Context inside, Context outside) {
    this.below = below;
    this.inside = inside;
    this.outside = outside;
    this.reactor = ReactorPropagation.with(below.currentContext(), inside);
  }

  static <T> void subscribe(
      UnaryOperator<Context> scope,
      CoreSubscriber<? super T> below,
      Consumer<ScopeBoundary<T>> above) {
    Context outside = ReactorPropagation.contextOf(below.currentContext());
    Context inside = scope.apply(outside);
    try (Scope current = inside.makeCurrent()) {
      above.accept(new ScopeBoundary<>(below, inside, outside));
    }
  }

  @Override
  public reactor.util.context.Context currentContext() {
    return reactor;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    above = subscription;
    try (Scope scope = outside.makeCurrent()) {
      below.onSubscribe(this);
    }
  }

  @Override
  public void onNext(T item) {
    try (Scope scope = outside.makeCurrent()) {
      below.onNext(item);
    }
  }

  @Override
  public void onError(Throwable error) {
    try (Scope scope = outside.makeCurrent()) {
      below.onError(error);
    }
  }

  @Override
  public void onComplete() {
    try (Scope scope = outside.makeCurrent()) {
      below.onComplete();
    }
  }

  @Override
  public void request(long n) {
    try (Scope scope = inside.makeCurrent()) {
      above.request(n);
    }
  }

  @Override
  public void cancel() {
    try (Scope scope = inside.makeCurrent()) {
      above.cancel();
    }
  }
}
