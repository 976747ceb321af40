package dev.parley.sdk;

import dev.parley.sdk.internal.Guard;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls of one proxy. Thread-safe. */
final class ObservedCalls implements InvocationHandler {
  private static final Guard GUARD = new Guard("Describing an observed call");

  private final Object target;
  private final Consumer<? super Step> lastWord;

  /**
   * A proxy hands over methods of its own, which are out of reach where the interface is not
   * public.
   */
  private final Map<Method, Method> reachable = new ConcurrentHashMap<>();

  /** Methods that are not annotated have no entry. */
  private final Map<Method, ObservedMethod> observed = new ConcurrentHashMap<>();

  /**
   * For a target behind an interface.
   *
   * @throws IllegalArgumentException when that is none, or its methods are out of reach
   */
  ObservedCalls(Class<?> type, Object target, Consumer<? super Step> lastWord) {
    if (!type.isInterface()) {
      throw new IllegalArgumentException(type + " cannot be observed (expected: an interface)");
    }
    this.target = target;
    this.lastWord = lastWord;
    for (Method method : type.getMethods()) {
      if (!method.trySetAccessible()) {
        throw new IllegalArgumentException(
            method + " is out of reach (expected: its package opened to dev.parley.sdk)");
      }
      reachable.put(method, method);
      ObservedMethod known = ObservedMethod.of(method, type, target.getClass());
      if (known != null) {
        observed.put(method, known);
      }
    }
  }

  /** The platform's own interfaces have no loader, and its loader does not know this class. */
  static @Nullable ClassLoader loader(Class<?> type) {
    ClassLoader own = type.getClassLoader();
    return own == null ? ObservedCalls.class.getClassLoader() : own;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(method, arguments);
    }
    ObservedMethod known = observed.get(method);
    if (known == null) {
      return call(method, arguments);
    }
    Step step = known.step(arguments);
    GUARD.run(() -> lastWord.accept(step));
    return known.form().run(step, known.announced(arguments, () -> call(method, arguments)));
  }

  private @Nullable Object ofObject(Method method, Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("equals") && arguments != null) {
      Object other = arguments[0];
      boolean proxied = other != null && Proxy.isProxyClass(other.getClass());
      return target.equals(
          proxied && Proxy.getInvocationHandler(other) instanceof ObservedCalls calls
              ? calls.target
              : other);
    }
    return call(method, arguments);
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return reachable.getOrDefault(method, method).invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getTargetException();
    }
  }
}
