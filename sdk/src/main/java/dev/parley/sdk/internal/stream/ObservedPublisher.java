package dev.parley.sdk.internal.stream;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A publisher whose subscriptions are observed. The first is what the call was made for; each
 * further one runs the work again and has a progress of its own. Demand and cancellation reach the
 * source unchanged, in the step's context; the subscriber is called in its own.
 */
@SuppressWarnings("try") // The scope works by being open.
final class ObservedPublisher<T> implements Flow.Publisher<T> {
  private static final Flow.Subscription NOTHING =
      new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  private final Flow.Publisher<T> source;
  private final Progress first;
  private final Supplier<Progress> again;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  ObservedPublisher(Flow.Publisher<T> source, Progress first, Supplier<Progress> again) {
    this.source = source;
    this.first = first;
    this.again = again;
    watch(this, subscribed, first);
  }

  /** A publisher may be forgotten while its subscription goes on. */
  @SuppressWarnings("ReturnValueIgnored") // It runs when the publisher is gone, or never.
  static void watch(Object publisher, AtomicBoolean subscribed, Progress first) {
    Cleanable unused =
        Forgotten.when(
            publisher,
            () -> {
              if (!subscribed.get()) {
                first.stop();
              }
            });
  }

  @Override
  public void subscribe(Flow.@Nullable Subscriber<? super T> subscriber) {
    if (subscriber == null) {
      source.subscribe(null);
      return;
    }
    Progress progress;
    try {
      progress = subscribed.compareAndSet(false, true) ? first : again.get();
    } catch (RuntimeException refused) {
      // A budget that is spent by now.
      subscriber.onSubscribe(NOTHING);
      subscriber.onError(refused);
      return;
    }
    Observer<T> observer = new Observer<>(subscriber, progress, Context.current());
    try (Scope scope = progress.makeCurrent()) {
      source.subscribe(observer);
    } catch (Throwable error) {
      progress.fail(error);
      throw error;
    }
  }

  private static final class Observer<T> implements Flow.Subscriber<T>, Flow.Subscription {
    private final Flow.Subscriber<? super T> subscriber;
    private final Progress progress;
    private final Context outside;
    private final Cleanable forgotten;
    private volatile Flow.@Nullable Subscription subscription;

    Observer(Flow.Subscriber<? super T> subscriber, Progress progress, Context outside) {
      this.subscriber = subscriber;
      this.progress = progress;
      this.outside = outside;
      this.forgotten = Forgotten.when(this, progress::stop);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      try (Scope scope = leave()) {
        subscriber.onSubscribe(this);
      }
    }

    @Override
    public void onNext(T piece) {
      progress.next(piece);
      try (Scope scope = leave()) {
        subscriber.onNext(piece);
      }
    }

    @Override
    public void onError(Throwable error) {
      progress.fail(error);
      forgotten.clean();
      try (Scope scope = leave()) {
        subscriber.onError(error);
      }
    }

    @Override
    public void onComplete() {
      progress.complete();
      forgotten.clean();
      try (Scope scope = leave()) {
        subscriber.onComplete();
      }
    }

    @Override
    public void request(long n) {
      Flow.Subscription upstream = subscription;
      if (upstream != null) {
        try (Scope scope = progress.makeCurrent()) {
          upstream.request(n);
        }
      }
    }

    @Override
    public void cancel() {
      Flow.Subscription upstream = subscription;
      if (upstream != null) {
        try (Scope scope = progress.makeCurrent()) {
          upstream.cancel();
        } finally {
          progress.stop();
          forgotten.clean();
        }
      }
    }

    /** The subscriber is no part of the step: it sees the context that it subscribed in. */
    @SuppressWarnings("MustBeClosedChecker") // The caller closes it.
    private Scope leave() {
      return Context.current() == progress.context() ? outside.makeCurrent() : Scope.noop();
    }
  }
}
