package dev.parley.instrumentation.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import com.openai.core.ClientOptions;
import com.openai.services.async.ChatServiceAsync;
import com.openai.services.async.EmbeddingServiceAsync;
import com.openai.services.async.chat.ChatCompletionServiceAsync;
import com.openai.services.blocking.ChatService;
import com.openai.services.blocking.EmbeddingService;
import com.openai.services.blocking.chat.ChatCompletionService;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a client or service on the way to the observed APIs. What a method returns is
 * wrapped in turn if it leads there too; a call of an API is observed; everything else passes.
 * Thread-safe, as its delegate is.
 */
final class ServiceProxy implements InvocationHandler {

  /** The types on the way from a client to the observed APIs. */
  private static final Set<Class<?>> WAY =
      Set.of(
          OpenAIClient.class,
          OpenAIClient.WithRawResponse.class,
          OpenAIClientAsync.class,
          OpenAIClientAsync.WithRawResponse.class,
          ChatService.class,
          ChatService.WithRawResponse.class,
          ChatServiceAsync.class,
          ChatServiceAsync.WithRawResponse.class,
          ChatCompletionService.class,
          ChatCompletionService.WithRawResponse.class,
          ChatCompletionServiceAsync.class,
          ChatCompletionServiceAsync.WithRawResponse.class,
          EmbeddingService.class,
          EmbeddingService.WithRawResponse.class,
          EmbeddingServiceAsync.class,
          EmbeddingServiceAsync.WithRawResponse.class);

  private final Object delegate;
  private final ClientCalls calls;
  private final Endpoint endpoint;

  private ServiceProxy(Object delegate, ClientCalls calls, Endpoint endpoint) {
    this.delegate = delegate;
    this.calls = calls;
    this.endpoint = endpoint;
  }

  /** Puts a proxy before {@code delegate}, which is seen as {@code type}. */
  static <T> T wrap(Class<T> type, T delegate, ClientCalls calls, Endpoint endpoint) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            new ServiceProxy(delegate, calls, endpoint)));
  }

  /** What stands behind a proxy of ours; the object itself if it is none. */
  static <T> T unwrap(Class<T> type, T service) {
    return behind(service).map(type::cast).orElse(service);
  }

  /** Whether it is a proxy of ours that has not been turned off. */
  static boolean isObserved(Object service) {
    return Proxy.isProxyClass(service.getClass())
        && Proxy.getInvocationHandler(service) instanceof ServiceProxy proxy
        && !proxy.calls.isOff();
  }

  private static Optional<Object> behind(@Nullable Object service) {
    return service != null
            && Proxy.isProxyClass(service.getClass())
            && Proxy.getInvocationHandler(service) instanceof ServiceProxy proxy
        ? Optional.of(proxy.delegate)
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
    if (WAY.contains(method.getReturnType())) {
      return onward(method, arguments);
    }
    Optional<ApiMethod> api = ApiMethod.of(method);
    if (api.isEmpty() || arguments == null || arguments[0] == null) {
      return call(method, arguments);
    }
    return new Invocation(api.get(), calls, endpoint)
        .make(arguments[0], () -> call(method, arguments));
  }

  /** Follows the way; with other options the endpoint may be another one as well. */
  private Object onward(Method method, Object @Nullable [] arguments) throws Throwable {
    ReachedEndpoint reached = new ReachedEndpoint(endpoint);
    Object[] passed = arguments;
    if (arguments != null && arguments.length == 1 && arguments[0] instanceof Consumer<?> options) {
      passed = new Object[] {withEndpoint(options, reached)};
    }
    Object next = Objects.requireNonNull(call(method, passed));
    return wrapAs(method.getReturnType(), next, reached.get());
  }

  private <T> Object wrapAs(Class<T> type, Object next, Endpoint reached) {
    return Objects.requireNonNull(wrap(type, type.cast(next), calls, reached));
  }

  @SuppressWarnings("unchecked") // Every withOptions takes a consumer of the options' builder.
  private static Consumer<ClientOptions.Builder> withEndpoint(
      Consumer<?> options, ReachedEndpoint reached) {
    return builder -> {
      ((Consumer<ClientOptions.Builder>) options).accept(builder);
      reached.read(builder);
    };
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
