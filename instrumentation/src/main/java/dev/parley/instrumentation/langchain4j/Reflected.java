package dev.parley.instrumentation.langchain4j;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Asks objects of LangChain4j's modules for providers, none of which need be there, for what they
 * know beyond its core. Never throws.
 */
final class Reflected {
  private Reflected() {}

  /** What the public method of this name returns; null where there is none, or it fails. */
  static @Nullable Object get(@Nullable Object target, String name) {
    if (target == null || !Modifier.isPublic(target.getClass().getModifiers())) {
      return null;
    }
    try {
      Method method = target.getClass().getMethod(name);
      return method.invoke(target);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError notKnown) {
      return null;
    }
  }

  static @Nullable Long count(@Nullable Object target, String name) {
    return get(target, name) instanceof Number count ? (Long) count.longValue() : null;
  }

  static @Nullable String text(@Nullable Object target, String name) {
    return get(target, name) instanceof String text ? text : null;
  }
}
