package dev.parley.sdk.reactor;

import dev.parley.sdk.internal.stream.Forgotten;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.lang.ref.Cleaner.Cleanable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * One subscription whose end is its source's. Demand and cancellation go up in the step's context,
 * signals come down in the subscriber's. The record ends before the subscriber hears of the end.
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
final class ObservedSubscriber<T> implements CoreSubscriber<T>, Subscription {
  private final CoreSubscriber<? super T> below;
  private final Progress progress;
  private final boolean single;
  private final Context outside;
  private final reactor.util.context.Context reactor;
  private final Cleanable forgotten;
  private volatile @Nullable Subscription above;

  private ObservedSubscriber(
      CoreSubscriber<? super T> below, Progress progress, boolean single, Context outside) {
    this.below = below;
    this.progress = progress;
    this.single = single;
    this.outside = outside;
    this.reactor = ReactorPropagation.with(below.currentContext(), progress.context());
    this.forgotten = Forgotten.when(this, progress::stop);
  }

  /**
   * Subscribes to the source for this subscriber.
   *
   * @param begin starts the record inside a context
   * @param single whether the first element is the end
   */
  static <T> void subscribe(
      CoreSubscriber<? super T> below,
      Function<Context, Progress> begin,
      boolean single,
      Consumer<ObservedSubscriber<T>> source) {
    Context outside = ReactorPropagation.contextOf(below.currentContext());
    Progress progress;
    try {
      progress = begin.apply(outside);
    } catch (RuntimeException refused) {
      // A budget that is spent.
      Operators.error(below, refused);
      return;
    }
    try (Scope scope = progress.makeCurrent()) {
      source.accept(new ObservedSubscriber<>(below, progress, single, outside));
    } catch (Throwable error) {
      progress.fail(error);
      throw error;
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
    progress.next(item);
    if (single) {
      progress.complete();
      forgotten.clean();
    }
    try (Scope scope = outside.makeCurrent()) {
      below.onNext(item);
    }
  }

  @Override
  public void onError(Throwable error) {
    progress.fail(error);
    forgotten.clean();
    try (Scope scope = outside.makeCurrent()) {
      below.onError(error);
    }
  }

  @Override
  public void onComplete() {
    progress.complete();
    forgotten.clean();
    try (Scope scope = outside.makeCurrent()) {
      below.onComplete();
    }
  }

  @Override
  public void request(long n) {
    Subscription subscription = above;
    if (subscription != null) {
      try (Scope scope = progress.makeCurrent()) {
        subscription.request(n);
      }
    }
  }

  @Override
  public void cancel() {
    Subscription subscription = above;
    if (subscription != null) {
      try (Scope scope = progress.makeCurrent()) {
        subscription.cancel();
      } finally {
        progress.stop();
        forgotten.clean();
      }
    }
  }
}
