package dev.parley.instrumentation.internal.service;

import dev.parley.sdk.Parley;
import dev.parley.sdk.internal.Guard;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a client or service on the way to the observed APIs. What a method returns is
 * wrapped in turn if it leads there too; a call of an API is observed; everything else passes.
 * Thread-safe, as its delegate is.
 */
public final class ServiceProxy implements InvocationHandler {

  private static final Guard DERIVING = new Guard("Preparing a derived client");

  private final Object delegate;
  private final Object plain;
  private final ServiceCalls calls;
  private final Endpoint endpoint;

  /** The last that a method without arguments led to: the same service, mostly. */
  private volatile @Nullable Step last;

  /** A method of the delegate, the service that it gave, and the proxy before that. */
  private record Step(Method method, Object service, Object proxy) {}

  private ServiceProxy(Object delegate, Object plain, ServiceCalls calls, Endpoint endpoint) {
    this.delegate = delegate;
    this.plain = plain;
    this.calls = calls;
    this.endpoint = endpoint;
  }

  /**
   * How a client is derived from another, with options that a consumer changes.
   *
   * @param <O> the builder of options
   */
  public interface Derivation<T, O> {
    T from(T client, Consumer<O> options);
  }

  /**
   * A client that does what {@code client} does and is observed; an observed one stays as it is.
   *
   * <p>It works with a client that is derived from it, whose options the library has read and
   * prepared; its HTTP client and its threads are the same. Deriving is guarded, and so is finding
   * that a version of the library has no such method: hence it is to be a lambda.
   */
  public static <T, O> T observe(
      Class<T> type, T client, Parley parley, ServiceLibrary library, Derivation<T, O> derivation) {
    if (isObserved(client)) {
      return client;
    }
    T plain = unwrap(type, client);
    ReachedEndpoint endpoint = new ReachedEndpoint(library, library.unread());
    T derived =
        DERIVING.get(
            () -> derivation.from(plain, options -> prepare(library, options, endpoint)), plain);
    return wrap(type, derived, plain, new ServiceCalls(parley, library), endpoint.get());
  }

  private static void prepare(ServiceLibrary library, Object options, ReachedEndpoint reached) {
    reached.read(options);
    DERIVING.run(() -> library.prepare(options));
  }

  /**
   * Puts a proxy before {@code delegate}.
   *
   * @param plain what the application had, from which the delegate is derived
   */
  private static <T> T wrap(
      Class<T> type, T delegate, T plain, ServiceCalls calls, Endpoint endpoint) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            new ServiceProxy(delegate, plain, calls, endpoint)));
  }

  /** What the application had before there was a proxy of ours; the object itself if it is none. */
  public static <T> T unwrap(Class<T> type, T service) {
    return behind(service).map(type::cast).orElse(service);
  }

  /** Whether it is a proxy of ours that has not been turned off. */
  private static boolean isObserved(Object service) {
    return Proxy.isProxyClass(service.getClass())
        && Proxy.getInvocationHandler(service) instanceof ServiceProxy proxy
        && !proxy.calls.isOff();
  }

  private static Optional<Object> behind(@Nullable Object service) {
    return service != null
            && Proxy.isProxyClass(service.getClass())
            && Proxy.getInvocationHandler(service) instanceof ServiceProxy proxy
        ? Optional.of(proxy.plain)
        : Optional.empty();
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(method, arguments);
    }
    if (calls.isOff()) {
      return call(method, arguments);
    }
    if (calls.library().way().contains(method.getReturnType())) {
      return onward(method, arguments);
    }
    if (calls.library().callsBack(method) && arguments != null) {
      Object built = calls.library().callingBack(proxy, delegate, method, arguments);
      return built == null ? call(method, arguments) : built;
    }
    Optional<ApiMethod> how = calls.methods().of(method);
    if (how.isEmpty()) {
      return call(method, arguments);
    }
    Object parameters = how.get().parameters() && arguments != null ? arguments[0] : null;
    if (how.get().parameters() && parameters == null) {
      // The client's to refuse.
      return call(method, arguments);
    }
    return new Invocation(how.get(), calls, endpoint)
        .make(parameters, () -> call(method, arguments));
  }

  /** Follows the way; with other options the endpoint may be another one as well. */
  private @Nullable Object onward(Method method, Object @Nullable [] arguments) throws Throwable {
    if (arguments == null) {
      return onward(method);
    }
    ReachedEndpoint reached = new ReachedEndpoint(calls.library(), endpoint);
    Object[] passed = arguments;
    if (arguments.length == 1 && arguments[0] instanceof Consumer<?> options) {
      passed = new Object[] {withEndpoint(options, reached)};
    }
    Object next = call(method, passed);
    return next == null ? null : wrapAs(method.getReturnType(), next, reached.get());
  }

  private @Nullable Object onward(Method method) throws Throwable {
    Object next = call(method, null);
    if (next == null) {
      return null;
    }
    Step before = last;
    if (before != null && before.service() == next && before.method().equals(method)) {
      return before.proxy();
    }
    Object proxy = wrapAs(method.getReturnType(), next, endpoint);
    last = new Step(method, next, proxy);
    return proxy;
  }

  private <T> Object wrapAs(Class<T> type, Object next, Endpoint reached) {
    T service = type.cast(next);
    return Objects.requireNonNull(wrap(type, service, service, calls, reached));
  }

  @SuppressWarnings("unchecked") // Every withOptions takes a consumer of the options' builder.
  private Consumer<Object> withEndpoint(Consumer<?> options, ReachedEndpoint reached) {
    return builder -> {
      ((Consumer<Object>) options).accept(builder);
      prepare(calls.library(), builder, reached);
    };
  }

  private @Nullable Object ofObject(Method method, Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("equals") && arguments != null) {
      return plain.equals(behind(arguments[0]).orElse(arguments[0]));
    }
    return call(plain, method, arguments);
  }

  /** What a derived client works with is its origin's, and is closed as its origin's. */
  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    boolean closing = method.getName().equals("close") && method.getParameterCount() == 0;
    return call(closing ? plain : delegate, method, arguments);
  }

  private static @Nullable Object call(Object service, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(service, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
