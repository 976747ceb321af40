package dev.parley.sdk;

import dev.parley.sdk.internal.Entered;
import dev.parley.sdk.internal.Host;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of a method are observed.
 *
 * @param name the method's
 * @param parameters their names
 */
record ObservedMethod(Observe observe, String name, List<String> parameters, ResultForm form) {

  /** Null when neither the method nor its types are annotated. */
  static @Nullable ObservedMethod of(Method method, Class<?> type, Class<?> target) {
    Method own = implementation(method, target);
    Observe observe = annotation(own, method, type, target);
    return observe == null
        ? null
        : new ObservedMethod(
            observe, method.getName(), names(own, method), ResultForm.of(method.getReturnType()));
  }

  /** What is called through a generic interface is a bridge to the method that was written. */
  private static Method implementation(Method method, Class<?> target) {
    try {
      Method found = target.getMethod(method.getName(), method.getParameterTypes());
      return found.isBridge() ? written(found) : found;
    } catch (NoSuchMethodException none) {
      return method;
    }
  }

  private static Method written(Method bridge) {
    for (Method candidate : bridge.getDeclaringClass().getDeclaredMethods()) {
      if (!candidate.isBridge()
          && candidate.getName().equals(bridge.getName())
          && accepts(bridge.getParameterTypes(), candidate.getParameterTypes())
          && bridge.getReturnType().isAssignableFrom(candidate.getReturnType())) {
        return candidate;
      }
    }
    return bridge;
  }

  private static boolean accepts(Class<?>[] wide, Class<?>[] narrow) {
    boolean accepts = wide.length == narrow.length;
    for (int i = 0; accepts && i < wide.length; i++) {
      accepts = wide[i].isAssignableFrom(narrow[i]);
    }
    return accepts;
  }

  private static @Nullable Observe annotation(
      Method own, Method method, Class<?> type, Class<?> target) {
    Observe found = own.getAnnotation(Observe.class);
    if (found == null) {
      found = method.getAnnotation(Observe.class);
    }
    if (found == null) {
      found = inherited(method, type);
    }
    if (found == null) {
      found = target.getAnnotation(Observe.class);
    }
    if (found == null) {
      found = own.getDeclaringClass().getAnnotation(Observe.class);
    }
    return found == null ? type.getAnnotation(Observe.class) : found;
  }

  /** An interface that declares a method again hides the annotation of the one above. */
  private static @Nullable Observe inherited(Method method, Class<?> type) {
    for (Class<?> above : type.getInterfaces()) {
      Observe found = null;
      try {
        found =
            above
                .getMethod(method.getName(), method.getParameterTypes())
                .getAnnotation(Observe.class);
      } catch (NoSuchMethodException none) {
        // Then it is not declared there.
      }
      found = found == null ? inherited(method, above) : found;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static List<String> names(Method own, Method method) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < method.getParameterCount(); i++) {
      String name = named(own, i);
      name = name == null ? named(method, i) : name;
      Parameter written = own.getParameters()[i];
      Parameter declared = method.getParameters()[i];
      if (name == null) {
        name = written.isNamePresent() ? written.getName() : declared.getName();
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  private static @Nullable String named(Method method, int parameter) {
    for (Annotation annotation : method.getParameterAnnotations()[parameter]) {
      if (annotation instanceof Observe.Argument argument && !argument.value().isEmpty()) {
        return argument.value();
      }
    }
    return null;
  }

  /** The same for a method that declares another type. */
  ObservedMethod with(ResultForm declared) {
    return new ObservedMethod(observe, name, parameters, declared);
  }

  /** The call, which the agent around is told of where there is one: it then leaves it to us. */
  ResultForm.Call announced(Object @Nullable [] arguments, ResultForm.Call call) {
    return Host.present() == null ? call : () -> Entered.announced(name, arguments, call::run);
  }

  /** The step of one call. */
  Step step(Object @Nullable [] arguments) {
    Step step =
        Step.of(observe.kind(), observe.name().isEmpty() ? name : observe.name())
            .tag(observe.tags())
            .captureInput(observe.captureInput())
            .captureOutput(observe.captureOutput())
            .captureArguments(observe.captureArguments());
    for (String entry : observe.metadata()) {
      int equals = entry.indexOf('=');
      step.metadata(
          equals < 0 ? entry : entry.substring(0, equals),
          equals < 0 ? "" : entry.substring(equals + 1));
    }
    if (!observe.category().isEmpty()) {
      step.category(observe.category());
    }
    for (int i = 0; arguments != null && i < arguments.length; i++) {
      step.argument(parameters.get(i), arguments[i]);
    }
    return step.argumentsAreInput();
  }
}
