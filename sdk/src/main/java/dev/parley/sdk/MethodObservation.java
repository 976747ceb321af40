package dev.parley.sdk;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of one {@link Observe}d method are observed, for frameworks that intercept calls by
 * themselves; {@link Observed#proxy} is for all others, and says how long a call is observed.
 * Immutable.
 */
public final class MethodObservation {
  /** A call of the method, as the framework goes on with it. */
  @FunctionalInterface
  public interface Call {
    /** Returns what the method returns and throws what it throws. */
    @Nullable Object proceed() throws Throwable;
  }

  private final ObservedMethod method;

  private MethodObservation(ObservedMethod method) {
    this.method = method;
  }

  /**
   * The observation of a method by its annotation, that of its class, or that of an interface that
   * declares it. An annotation on a type is for its public methods.
   *
   * @param target the class that is called
   * @return null when nothing is annotated
   */
  public static @Nullable MethodObservation of(Method method, Class<?> target) {
    if (!Modifier.isPublic(method.getModifiers()) && !method.isAnnotationPresent(Observe.class)) {
      return null;
    }
    ObservedMethod found = ObservedMethod.of(method, method.getDeclaringClass(), target);
    Deque<Class<?>> types = new ArrayDeque<>();
    types.add(target);
    Set<Class<?>> seen = new HashSet<>();
    while (found == null && !types.isEmpty()) {
      Class<?> type = types.remove();
      if (!seen.add(type)) {
        continue;
      }
      if (type.isInterface()) {
        found = declaredBy(type, method, target);
      }
      if (type.getSuperclass() != null) {
        types.add(type.getSuperclass());
      }
      types.addAll(List.of(type.getInterfaces()));
    }
    return found == null ? null : new MethodObservation(found);
  }

  private static @Nullable ObservedMethod declaredBy(
      Class<?> type, Method method, Class<?> target) {
    try {
      ObservedMethod found =
          ObservedMethod.of(
              type.getMethod(method.getName(), method.getParameterTypes()), type, target);
      // Whoever calls the class may rely on more than its interface declares.
      return found == null ? null : found.with(ResultForm.of(method.getReturnType()));
    } catch (NoSuchMethodException none) {
      return null;
    }
  }

  /**
   * Runs the call as a step.
   *
   * @param lastWord is told the step before it runs: {@code step -> step.on(parley)}
   */
  public @Nullable Object call(
      @Nullable Object[] arguments, Consumer<? super Step> lastWord, Call call) throws Throwable {
    Step step = method.step(arguments);
    lastWord.accept(step);
    return method.form().run(step, method.announced(arguments, call::proceed));
  }
}
