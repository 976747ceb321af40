package dev.parley.instrumentation.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import com.openai.core.ClientOptions;
import com.openai.core.http.HttpResponseFor;
import com.openai.services.async.ChatServiceAsync;
import com.openai.services.async.chat.ChatCompletionServiceAsync;
import com.openai.services.blocking.ChatService;
import com.openai.services.blocking.chat.ChatCompletionService;
import dev.parley.sdk.BudgetExceededException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a client or service on the way to the chat completions. What a method returns is
 * wrapped in turn if it leads there too; a chat completion is observed; everything else passes.
 * Thread-safe, as its delegate is.
 */
final class ServiceProxy implements InvocationHandler {

  /** The types on the way from a client to its chat completions. */
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
          ChatCompletionServiceAsync.WithRawResponse.class);

  private final Object delegate;
  private final ChatCalls calls;
  private final Endpoint endpoint;

  private ServiceProxy(Object delegate, ChatCalls calls, Endpoint endpoint) {
    this.delegate = delegate;
    this.calls = calls;
    this.endpoint = endpoint;
  }

  /** Puts a proxy before {@code delegate}, which is seen as {@code type}. */
  static <T> T wrap(Class<T> type, T delegate, ChatCalls calls, Endpoint endpoint) {
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
    if (WAY.contains(method.getReturnType())) {
      return onward(method, arguments);
    }
    Optional<ChatMethod> chat = ChatMethod.of(method);
    if (chat.isEmpty() || arguments == null || arguments[0] == null) {
      return call(method, arguments);
    }
    return chat(method, arguments, chat.get());
  }

  private @Nullable Object chat(Method method, Object[] arguments, ChatMethod how)
      throws Throwable {
    ChatCall call;
    try {
      call = calls.begin(ChatMethod.params(arguments[0]), endpoint);
    } catch (BudgetExceededException refused) {
      if (how.future()) {
        return CompletableFuture.failedFuture(refused);
      }
      throw refused;
    }
    Object result;
    try {
      result = call.current(() -> call(method, arguments));
    } catch (Throwable e) {
      call.fail(e);
      throw e;
    }
    if (how.future()) {
      return ((CompletableFuture<?>) Objects.requireNonNull(result))
          .whenComplete(
              (value, failure) -> {
                if (failure != null) {
                  call.fail(failure);
                } else if (!how.http()) {
                  call.end(value);
                }
              })
          .thenApply(value -> how.http() ? observed(value, call) : value);
    }
    if (how.http()) {
      return observed(result, call);
    }
    call.end(result);
    return result;
  }

  private static Object observed(@Nullable Object response, ChatCall call) {
    return new ObservedResponse<>((HttpResponseFor<?>) Objects.requireNonNull(response), call);
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
