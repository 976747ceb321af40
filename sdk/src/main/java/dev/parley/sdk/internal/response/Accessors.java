package dev.parley.sdk.internal.response;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The accessor methods of a class by the name of what they give: {@code stop_reason} is {@code
 * stopReason()}, {@code getStopReason()} or {@code stop_reason()}.
 */
final class Accessors {
  private static final MethodType ANY = MethodType.methodType(Object.class, Object.class);
  private static final MethodType ANY_BY_NAME =
      MethodType.methodType(Object.class, Object.class, Object.class);

  /**
   * Kept with the class itself, so that neither holds the other's class loader: for that the values
   * consist of the platform's types alone. The names are few and our own, which bounds them.
   */
  private static final ClassValue<Map<String, Optional<MethodHandle>>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Map<String, Optional<MethodHandle>> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private Accessors() {}

  /** The accessor, from Object to Object; null when the class has none. */
  static @Nullable MethodHandle find(Class<?> type, String name) {
    if (type.getName().startsWith("java.")) {
      return null;
    }
    Map<String, Optional<MethodHandle>> known = KNOWN.get(type);
    Optional<MethodHandle> found = known.get(name);
    if (found == null) {
      found = search(type, name);
      known.put(name, found);
    }
    return found.orElse(null);
  }

  /** How a JSON tree gives what it holds under a name; null when the class is no such tree. */
  static @Nullable MethodHandle byName(Class<?> type) {
    if (type.getName().startsWith("java.")) {
      return null;
    }
    Map<String, Optional<MethodHandle>> known = KNOWN.get(type);
    Optional<MethodHandle> found = known.get("[name]");
    if (found == null) {
      found = method(type, "has", String.class).flatMap(tree -> giver(type));
      known.put("[name]", found);
    }
    return found.orElse(null);
  }

  private static Optional<MethodHandle> search(Class<?> type, String name) {
    String camel = camel(name);
    String getter = "get" + Character.toUpperCase(camel.charAt(0)) + camel.substring(1);
    for (String candidate : List.of(camel, getter, name)) {
      Optional<MethodHandle> handle =
          method(type, candidate).flatMap(method -> handle(method, ANY));
      if (handle.isPresent()) {
        return handle;
      }
    }
    return Optional.empty();
  }

  /** Where there is {@code opt}, {@code get} throws for what is absent. */
  private static Optional<MethodHandle> giver(Class<?> type) {
    return method(type, "opt", String.class)
        .or(() -> method(type, "get", String.class))
        .flatMap(get -> handle(get, ANY_BY_NAME));
  }

  private static Optional<Method> method(Class<?> type, String name, Class<?>... parameters) {
    try {
      Method method = type.getMethod(name, parameters);
      boolean accessor =
          !Modifier.isStatic(method.getModifiers())
              && method.getReturnType() != void.class
              && method.getDeclaringClass() != Object.class;
      return accessor ? Optional.of(method) : Optional.empty();
    } catch (NoSuchMethodException | LinkageError none) {
      return Optional.empty();
    }
  }

  private static Optional<MethodHandle> handle(Method method, MethodType type) {
    try {
      // Public methods of classes that are not public, such as a caller's own records.
      method.trySetAccessible();
      return Optional.of(MethodHandles.publicLookup().unreflect(method).asType(type));
    } catch (IllegalAccessException | RuntimeException hidden) {
      return Optional.empty();
    }
  }

  /** {@code stop_reason} as {@code stopReason}. */
  static String camel(String name) {
    StringBuilder camel = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_' && i > 0 && i + 1 < name.length()) {
        i++;
        camel.append(Character.toUpperCase(name.charAt(i)));
      } else {
        camel.append(c);
      }
    }
    return camel.toString();
  }
}
