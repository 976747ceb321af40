package dev.parley.instrumentation.bedrock;

import dev.parley.sdk.internal.Guard;
import io.opentelemetry.context.Scope;
import java.lang.ref.Reference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/**
 * Stands before a client, however that was built. It begins the call, so that the client's work is
 * done within it and no end of it is missed, and has the pipeline tell the rest: for this one
 * request it adds the interceptor. Everything else passes. Thread-safe, as its delegate is.
 */
final class ClientProxy implements InvocationHandler {

  private static final Guard GUARD = new Guard("Observing a client of Bedrock");

  /**
   * How a client is observed.
   *
   * @param interceptor to be added to each request; null for a client that has one
   * @param endpoint where it sends its calls; null if that is not known before
   */
  record Observer(
      BedrockCalls calls, @Nullable CallInterceptor interceptor, @Nullable URI endpoint) {}

  private final Object delegate;
  private final BedrockCalls calls;
  private final Observer observer;

  private ClientProxy(Object delegate, Observer observer) {
    this.delegate = delegate;
    this.calls = observer.calls();
    this.observer = observer;
  }

  /** Puts a proxy before {@code delegate}, which is seen as {@code type}. */
  static <T> T wrap(Class<T> type, T delegate, Observer observer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new ClientProxy(delegate, observer)));
  }

  /** What stands behind a proxy of ours; the object itself if it is none. */
  static <T> T unwrap(Class<T> type, T client) {
    return behind(client).map(type::cast).orElse(client);
  }

  /** Whether it is a proxy of ours that has not been turned off. */
  static boolean isObserved(Object client) {
    return Proxy.isProxyClass(client.getClass())
        && Proxy.getInvocationHandler(client) instanceof ClientProxy proxy
        && !proxy.calls.isOff();
  }

  private static Optional<Object> behind(@Nullable Object client) {
    return client != null
            && Proxy.isProxyClass(client.getClass())
            && Proxy.getInvocationHandler(client) instanceof ClientProxy proxy
        ? Optional.of(proxy.delegate)
        : Optional.empty();
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(method, arguments);
    }
    if (calls.isOff() || arguments == null || arguments.length == 0) {
      return call(method, arguments);
    }
    if (arguments[0] instanceof Consumer<?>
        && method.isDefault()
        && Operation.isMethod(method.getName())) {
      // Builds the request and calls the method that takes it, which is this proxy's.
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    Operation operation = arguments[0] instanceof AwsRequest request ? Operation.of(request) : null;
    return operation == null
        ? call(method, arguments)
        : observe(operation, (AwsRequest) arguments[0], method, arguments);
  }

  @SuppressWarnings("try") // The scope works by being open.
  private @Nullable Object observe(
      Operation operation, AwsRequest request, Method method, Object[] arguments) throws Throwable {
    BedrockCall call;
    try {
      call = calls.begin(operation, request, observer.endpoint());
    } catch (RuntimeException refused) {
      if (method.getReturnType() == CompletableFuture.class) {
        return CompletableFuture.failedFuture(refused);
      }
      throw refused;
    }
    Object[] passed = arguments.clone();
    passed[0] = GUARD.get(() -> intercepted(request, call), request);
    Object result;
    try (Scope scope = call.makeCurrent()) {
      result = within(call, method, passed);
    } catch (Throwable e) {
      call.fail(e);
      throw e;
    }
    if (result instanceof CompletableFuture<?> future) {
      return watched(future, call, passed);
    }
    call.complete(result);
    return result;
  }

  /** The pipeline tells no interceptor of an error that is no exception. */
  private @Nullable Object within(BedrockCall call, Method method, Object[] passed)
      throws Throwable {
    try {
      return call(method, passed);
    } finally {
      GUARD.run(call::left);
      Reference.reachabilityFence(passed);
    }
  }

  /**
   * A future for the application, in place of the client's own, which whoever waits for it could
   * see done while its span is still open. What the application does to the one, it does to the
   * other: cancelled, it cancels the call. The request stays reachable until then: the call is
   * given up where it is forgotten.
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  private static <T> CompletableFuture<T> watched(
      CompletableFuture<T> future, BedrockCall call, Object[] passed) {
    CompletableFuture<T> given = new CompletableFuture<>();
    future.whenComplete(
        (response, failure) -> {
          try {
            if (failure == null) {
              call.complete(response);
            } else {
              call.fail(failure);
            }
          } finally {
            call.whenEnded(() -> settle(given, response, failure));
            Reference.reachabilityFence(passed);
          }
        });
    given.whenComplete((response, failure) -> settle(future, response, failure));
    return given;
  }

  /** Changes nothing where it is done. */
  private static <T> void settle(
      CompletableFuture<T> future, T response, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(response);
    } else {
      future.completeExceptionally(failure);
    }
  }

  private AwsRequest intercepted(AwsRequest request, BedrockCall call) {
    AwsRequestOverrideConfiguration.Builder configuration =
        request
            .overrideConfiguration()
            .map(AwsRequestOverrideConfiguration::toBuilder)
            .orElseGet(AwsRequestOverrideConfiguration::builder);
    configuration.putExecutionAttribute(
        CallInterceptor.EXECUTION, new CallInterceptor.Execution(call));
    CallInterceptor interceptor = observer.interceptor();
    if (interceptor != null) {
      configuration.addPlugin(
          client ->
              client.overrideConfiguration(
                  client.overrideConfiguration().toBuilder()
                      .addExecutionInterceptor(interceptor)
                      .build()));
    }
    return request.toBuilder().overrideConfiguration(configuration.build()).build();
  }

  private @Nullable Object ofObject(Method method, Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("equals") && arguments != null) {
      return delegate.equals(behind(arguments[0]).orElse(arguments[0]));
    }
    return call(method, arguments);
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(delegate, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
