package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.memory.ChatMemoryAccess;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Forgotten;
import io.opentelemetry.context.Scope;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands before an AI service: each call of it is a run. */
record ServiceProxy(Class<?> service, Object plain, Recording recording)
    implements InvocationHandler {
  private static final Guard GUARD = new Guard("Observing the answer of an AI service");

  static <T> T of(Class<T> service, T plain, Recording recording) {
    return service.cast(
        Proxy.newProxyInstance(
            service.getClassLoader(),
            new Class<?>[] {service},
            new ServiceProxy(service, plain, recording)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.getName().equals("equals") && arguments != null
          ? (Object) (proxy == arguments[0])
          : call(method, arguments);
    }
    if (method.isDefault()) {
      // What it calls of the service is observed.
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    if (recording.isOff() || method.getDeclaringClass() == ChatMemoryAccess.class) {
      return call(method, arguments);
    }
    ServiceRun run =
        ServiceRun.start(recording, service.getName(), memory(method, arguments)).orElse(null);
    return run == null ? call(method, arguments) : call(run, method, arguments);
  }

  @SuppressWarnings("try") // A scope works by being open.
  private @Nullable Object call(ServiceRun run, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object answer;
    try (Scope scope = run.context().makeCurrent()) {
      answer = call(method, arguments);
    } catch (Throwable e) {
      run.fail(e);
      throw e;
    }
    if (answer instanceof TokenStream stream) {
      TokenStream observed = new ObservedTokenStream(stream, run);
      watch(observed, run);
      return observed;
    }
    if (answer == null || !run.isBound()) {
      run.end();
    } else {
      // It has ended, unless the answer is made of a stream that is still to come.
      watch(answer, run);
    }
    return answer;
  }

  /** An answer that nobody has asked for, and nobody can any more, will not come. */
  private static void watch(Object answer, ServiceRun run) {
    if (!run.hasEnded()) {
      GUARD.run(() -> Forgotten.when(answer, run::forgotten));
    }
  }

  private static @Nullable Object memory(Method method, Object @Nullable [] arguments) {
    if (arguments != null) {
      Parameter[] parameters = method.getParameters();
      for (int i = 0; i < parameters.length; i++) {
        if (parameters[i].isAnnotationPresent(MemoryId.class)) {
          return arguments[i];
        }
      }
    }
    return null;
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    if (Proxy.isProxyClass(plain.getClass())) {
      // So that the interface need not be public.
      return Proxy.getInvocationHandler(plain).invoke(plain, method, arguments);
    }
    try {
      return method.invoke(plain, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
