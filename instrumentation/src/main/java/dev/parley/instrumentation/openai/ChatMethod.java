package dev.parley.instrumentation.openai;

import com.openai.core.http.HttpResponseFor;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.StructuredChatCompletion;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How a service's method makes a chat completion. It is told by the types that go in and come out,
 * not by its name, so that an overload of a newer client is recognised too.
 *
 * @param future whether the result comes as a {@link CompletableFuture}
 * @param http whether the result is an {@link HttpResponseFor} that is still to be parsed
 */
record ChatMethod(boolean future, boolean http) {

  private static final ConcurrentMap<Method, Optional<ChatMethod>> KNOWN =
      new ConcurrentHashMap<>();

  /** Empty if the method makes no chat completion, or streams it. */
  static Optional<ChatMethod> of(Method method) {
    return KNOWN.computeIfAbsent(method, ChatMethod::classify);
  }

  /** The parameters of a call, unwrapped. */
  static ChatCompletionCreateParams params(Object argument) {
    return argument instanceof StructuredChatCompletionCreateParams<?> structured
        ? structured.rawParams()
        : (ChatCompletionCreateParams) argument;
  }

  private static Optional<ChatMethod> classify(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    if (parameters.length == 0
        || !(parameters[0] == ChatCompletionCreateParams.class
            || parameters[0] == StructuredChatCompletionCreateParams.class)) {
      return Optional.empty();
    }
    Type result = method.getGenericReturnType();
    boolean future = raw(result) == CompletableFuture.class;
    if (future) {
      result = argument(result);
    }
    boolean http = raw(result) == HttpResponseFor.class;
    if (http) {
      result = argument(result);
    }
    Type type = raw(result);
    return type == ChatCompletion.class || type == StructuredChatCompletion.class
        ? Optional.of(new ChatMethod(future, http))
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
