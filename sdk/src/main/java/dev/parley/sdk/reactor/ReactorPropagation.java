package dev.parley.sdk.reactor;

import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Scoped;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.Fuseable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * Lets scopes and spans follow a Flux or Mono from thread to thread.
 *
 * <pre>{@code
 * ReactorPropagation.enable();                                   // once, when the application starts
 *
 * chat(question)
 *     .transform(ReactorPropagation.in(Conversation.of(id)))    // everything above belongs to it
 * }</pre>
 *
 * <p>A pipeline has the context in which it is subscribed to: that is current whenever one of its
 * operators gets a signal, on whatever scheduler. Part of a pipeline gets another one by {@link
 * #in}, which puts it into Reactor's own context; what is found there goes before what is current.
 * A pipeline that was subscribed to outside of every scope and span is left as it is: its operators
 * see what is current where an item is emitted.
 *
 * <p>OpenTelemetry's Java agent and its Reactor library do the same for OpenTelemetry's context, in
 * which Parley's lives: where one of them is at work, {@link #enable} is not needed. Thread-safe.
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public final class ReactorPropagation {
  private static final String HOOK = "dev.parley.sdk.reactor";
  private static final Object KEY = ReactorPropagation.class;
  private static final Object LOCK = new Object();

  private ReactorPropagation() {}

  /** Switches propagation on for all pipelines of this JVM. Doing it again changes nothing. */
  public static void enable() {
    synchronized (LOCK) {
      Hooks.onEachOperator(
          HOOK,
          Operators.lift(
              // A value that is there already gives no signal on another thread.
              publisher -> !(publisher instanceof Fuseable.ScalarCallable),
              (publisher, subscriber) -> {
                Context context = contextOf(subscriber.currentContext());
                return context == Context.root()
                    ? subscriber
                    : new ContextSubscriber<>(subscriber, context, subscriber.currentContext());
              }));
      Schedulers.onScheduleHook(
          HOOK,
          task -> {
            Context context = Context.current();
            return context == Context.root() ? task : context.wrap(task);
          });
    }
  }

  /** Switches it off again; pipelines that are subscribed to already keep it. */
  public static void disable() {
    synchronized (LOCK) {
      Hooks.resetOnEachOperator(HOOK);
      Schedulers.resetOnScheduleHook(HOOK);
    }
  }

  /**
   * For {@code transform}: everything above runs inside the scope, which opens anew with every
   * subscription and is derived from the subscriber's context. What is below is not in it.
   */
  public static <T> Function<Publisher<T>, Publisher<T>> in(Scoped scope) {
    return in(outside -> opened(scope, outside));
  }

  /**
   * As {@link #in(Scoped)}, in the context that is made of the subscriber's with every
   * subscription.
   */
  public static <T> Function<Publisher<T>, Publisher<T>> in(UnaryOperator<Context> inside) {
    return source ->
        source instanceof Mono<T> mono
            ? Mono.from(new ScopedMono<>(mono, inside))
            : new ScopedFlux<>(Flux.from(source), inside);
  }

  private static Context opened(Scoped scope, Context outside) {
    try (Scope base = outside.makeCurrent();
        ContextScope opened = scope.open()) {
      return Context.current();
    }
  }

  /** What a pipeline carries, else what is current. */
  static Context contextOf(ContextView reactor) {
    Context carried = reactor.getOrDefault(KEY, null);
    return carried == null ? Context.current() : carried;
  }

  static reactor.util.context.Context with(reactor.util.context.Context reactor, Context context) {
    return reactor.put(KEY, context);
  }
}
