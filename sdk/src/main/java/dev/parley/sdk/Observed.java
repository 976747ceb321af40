package dev.parley.sdk;

import dev.parley.sdk.internal.Guard;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Observes the methods of an object that are annotated with {@link Observe}, without a change to
 * its class.
 *
 * <p>How long a call is observed goes by the type that the method declares:
 *
 * <ul>
 *   <li>{@code CompletionStage}, {@code CompletableFuture}, {@code Future}: until it completes.
 *   <li>{@code Iterator}, {@code Iterable}, {@code Stream}, {@code IntStream}, {@code LongStream},
 *       {@code DoubleStream}, {@code Flow.Publisher} and the {@code Publisher} of Reactive Streams:
 *       until it ends, as {@link Step#stream} says.
 *   <li>{@code Flux} and {@code Mono} of Reactor: each subscription until it ends, as {@code
 *       dev.parley.sdk.reactor.ReactorSteps} says. No other type of Reactor or RxJava.
 *   <li>Any interface that is {@code AutoCloseable} and has a {@code Stream stream()} or an {@code
 *       Iterator iterator()}, such as openai-java's {@code StreamResponse}: until what the first of
 *       these gives has ended, or it is closed.
 *   <li>Any other, classes of such sources too: until the method returns. Nothing that comes later
 *       is seen, for a caller gets an object of the type that was declared.
 * </ul>
 *
 * <p>Methods without the annotation pass through. So do calls that the object makes to itself,
 * which no proxy sees.
 *
 * <p>A call has the same result as without the proxy, and throws the same exception, checked ones
 * included. Only a checked exception that the interface's method does not declare, as Kotlin's may
 * throw, reaches the caller as the cause of a {@link
 * java.lang.reflect.UndeclaredThrowableException}: no proxy of the JDK may throw it. The span has
 * the exception itself. {@code equals}, {@code hashCode} and {@code toString} are the object's own,
 * and two proxies are equal where their objects are.
 */
public final class Observed {
  private static final Guard GUARD = new Guard("Observing an object");

  private Observed() {}

  /**
   * The object, observed by the global {@link Parley} of the time of each call.
   *
   * @param type an interface of it
   * @return the object itself where it cannot be observed, which is logged
   */
  public static <T> T proxy(Class<T> type, T target) {
    return proxy(type, target, step -> {});
  }

  /** As {@link #proxy(Class, Object)}, observed by this instance. */
  public static <T> T proxy(Class<T> type, T target, Parley parley) {
    return proxy(type, target, step -> step.on(parley));
  }

  /**
   * As {@link #proxy(Class, Object)}, with a last word on every step before it runs: {@code step ->
   * step.on(parley).prices(book).tag("v2")}. It is called once a call, on the caller's thread.
   */
  public static <T> T proxy(Class<T> type, T target, Consumer<? super Step> lastWord) {
    return GUARD.get(
        () -> {
          ObservedCalls calls = new ObservedCalls(type, target, lastWord);
          return type.cast(
              Proxy.newProxyInstance(ObservedCalls.loader(type), new Class<?>[] {type}, calls));
        },
        target);
  }
}
