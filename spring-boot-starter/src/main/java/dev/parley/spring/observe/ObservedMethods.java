package dev.parley.spring.observe;

import dev.parley.sdk.MethodObservation;
import dev.parley.sdk.Observe;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.MethodClassKey;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Which methods of which beans are observed, and how; each is looked at once. Thread-safe. */
final class ObservedMethods extends StaticMethodMatcherPointcut {
  private final Map<MethodClassKey, Optional<MethodObservation>> known = new ConcurrentHashMap<>();

  // Every bean's class is asked for: that it has no annotation at all must be known soon.
  @SuppressWarnings("this-escape")
  ObservedMethods() {
    setClassFilter(ObservedMethods::isAnnotated);
  }

  @Override
  public boolean matches(Method method, Class<?> target) {
    return find(method, target) != null;
  }

  /** Null where calls of the method are not observed. */
  @Nullable MethodObservation find(Method method, Class<?> target) {
    return known
        .computeIfAbsent(new MethodClassKey(method, target), key -> look(method, target))
        .orElse(null);
  }

  private static Optional<MethodObservation> look(Method method, Class<?> target) {
    boolean left = ReflectionUtils.isObjectMethod(method) || method.isSynthetic();
    return left ? Optional.empty() : Optional.ofNullable(MethodObservation.of(method, target));
  }

  private static boolean isAnnotated(Class<?> bean) {
    try {
      return isAnnotatedWhole(bean);
    } catch (LinkageError incomplete) {
      // Its methods name classes that the application lacks; Spring can do without them.
      return false;
    }
  }

  private static boolean isAnnotatedWhole(Class<?> bean) {
    for (Class<?> type = bean; type != null && isOfApplication(type); type = type.getSuperclass()) {
      if (hasAnnotation(type)) {
        return true;
      }
    }
    for (Class<?> type : ClassUtils.getAllInterfacesForClass(bean)) {
      if (isOfApplication(type) && hasAnnotation(type)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfApplication(Class<?> type) {
    return !type.getName().startsWith("java.")
        && !type.getName().startsWith("org.springframework.boot.")
        && !type.getName().startsWith("org.springframework.web.")
        && !type.getName().startsWith("org.springframework.context.");
  }

  private static boolean hasAnnotation(Class<?> type) {
    if (type.isAnnotationPresent(Observe.class)) {
      return true;
    }
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Observe.class)) {
        return true;
      }
    }
    return false;
  }
}
