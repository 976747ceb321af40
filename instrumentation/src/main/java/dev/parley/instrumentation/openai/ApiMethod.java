package dev.parley.instrumentation.openai;

import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How a service's method calls an API. It is told by the types that go in and come out, not by its
 * name, so that an overload of a newer client is recognised too.
 *
 * @param api which
 * @param future whether the result comes as a {@link CompletableFuture}
 * @param asyncStream whether it comes as an {@link AsyncStreamResponse}
 * @param stream whether the answer comes piece by piece
 */
record ApiMethod(Api api, boolean future, boolean asyncStream, boolean stream) {

  private static final List<Api> APIS = List.of(new ChatApi(), new EmbeddingsApi());

  private static final ConcurrentMap<Method, Optional<ApiMethod>> KNOWN = new ConcurrentHashMap<>();

  /** Empty if the method calls no API that is observed. */
  static Optional<ApiMethod> of(Method method) {
    return KNOWN.computeIfAbsent(method, ApiMethod::classify);
  }

  private static Optional<ApiMethod> classify(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    if (parameters.length == 0) {
      return Optional.empty();
    }
    Type result = method.getGenericReturnType();
    boolean future = raw(result) == CompletableFuture.class;
    if (future) {
      result = argument(result);
    }
    if (raw(result) == HttpResponseFor.class) {
      result = argument(result);
    }
    boolean asyncStream = raw(result) == AsyncStreamResponse.class;
    boolean stream = asyncStream || raw(result) == StreamResponse.class;
    if (stream) {
      result = argument(result);
    }
    return raw(result) instanceof Class<?> answer
        ? APIS.stream()
            .filter(api -> api.takes(parameters[0]) && api.gives(answer))
            .findFirst()
            .map(api -> new ApiMethod(api, future, asyncStream, stream))
        : Optional.empty();
  }

  private static Type raw(Type type) {
    return type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
  }

  private static Type argument(Type type) {
    return type instanceof ParameterizedType parameterized
        ? parameterized.getActualTypeArguments()[0]
        : Object.class;
  }
}
