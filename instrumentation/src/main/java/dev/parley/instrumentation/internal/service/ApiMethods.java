package dev.parley.instrumentation.internal.service;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Tells which methods of a library call an API: by the types that go in and come out, not by their
 * names, so that an overload of a newer client is recognised too. Thread-safe.
 */
public final class ApiMethods {

  private final ServiceLibrary library;
  private final ConcurrentMap<Method, Optional<ApiMethod>> known = new ConcurrentHashMap<>();

  public ApiMethods(ServiceLibrary library) {
    this.library = library;
  }

  /** Empty if the method calls no API that is observed. */
  public Optional<ApiMethod> of(Method method) {
    Optional<ApiMethod> before = known.get(method);
    return before != null ? before : known.computeIfAbsent(method, this::classify);
  }

  private Optional<ApiMethod> classify(Method method) {
    Class<?>[] arguments = method.getParameterTypes();
    boolean takes = arguments.length > 0 && arguments[0] != library.requestOptions();
    Class<?> parameters = takes ? arguments[0] : Void.class;
    Type result = method.getGenericReturnType();
    boolean future = raw(result) == CompletableFuture.class;
    if (future) {
      result = argument(result);
    }
    if (raw(result) == library.rawResponse()) {
      result = argument(result);
    }
    boolean asyncStream = raw(result) == library.asyncStreamResponse();
    boolean stream = asyncStream || raw(result) == library.streamResponse();
    if (stream) {
      result = argument(result);
    }
    return raw(result) instanceof Class<?> answer
        ? library.apis().stream()
            .filter(api -> api.takes(parameters) && api.gives(answer))
            .findFirst()
            .map(api -> new ApiMethod(api, takes, future, asyncStream, stream))
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
