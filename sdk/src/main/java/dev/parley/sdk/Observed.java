package dev.parley.sdk;

import dev.parley.sdk.internal.Guard;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Observes the methods of an object that are annotated with {@link Observe}, without a change to
 * its class.
 *
 * <p>A method that returns a {@code CompletionStage}, {@code CompletableFuture} or {@code Future}
 * is observed until that completes; one that returns an {@code Iterator}, {@code Iterable}, {@code
 * Stream} or publisher (of {@code java.util.concurrent.Flow}, of Reactive Streams, of Reactor)
 * until that ends; any other until it returns. Methods without the annotation pass through. So do
 * calls that the object makes to itself, which no proxy sees.
 *
 * <p>A call has the same result as without the proxy, and throws the same exception, checked ones
 * included. {@code equals}, {@code hashCode} and {@code toString} are the object's own, and two
 * proxies are equal where their objects are.
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
