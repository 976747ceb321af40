package dev.parley.agent;

import dev.parley.sdk.MethodObservation;
import dev.parley.sdk.internal.Entered;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls of observed methods. It is loaded beside the application's copy of the SDK, which it uses:
 * the step is that of the application's Parley. Thread-safe.
 */
public final class ObservedCalls {
  private record Key(Class<?> type, String name, String descriptor) {}

  private record Observed(MethodObservation observation, MethodHandle method) {}

  private static final Map<Key, Optional<Observed>> KNOWN = new ConcurrentHashMap<>();

  private ObservedCalls() {}

  /**
   * Calls the method within a step, unless it is not observed, or a call that is observed already
   * enters it.
   *
   * @return null where the method is to go on; else what it gave, as the one element
   */
  static @Nullable Object @Nullable [] called(
      MethodHandles.Lookup lookup,
      String name,
      String descriptor,
      @Nullable Object self,
      @Nullable Object[] arguments)
      throws Throwable {
    Observed observed = toObserve(lookup, name, descriptor, arguments);
    if (observed == null) {
      return null;
    }
    MethodHandle bound = self == null ? observed.method() : observed.method().bindTo(self);
    Object result =
        observed
            .observation()
            .call(arguments, step -> {}, () -> bound.invokeWithArguments(arguments));
    return new @Nullable Object[] {result};
  }

  private static @Nullable Observed toObserve(
      MethodHandles.Lookup lookup, String name, String descriptor, @Nullable Object[] arguments) {
    try {
      Observed observed = observed(lookup, name, descriptor);
      return observed == null || Entered.take(name, arguments) ? null : observed;
    } catch (RuntimeException | LinkageError otherVersion) {
      return null;
    }
  }

  private static @Nullable Observed observed(
      MethodHandles.Lookup lookup, String name, String descriptor) {
    Class<?> type = lookup.lookupClass();
    Key key = new Key(type, name, descriptor);
    Optional<Observed> known = KNOWN.get(key);
    if (known == null) {
      known = Optional.ofNullable(find(lookup, type, name, descriptor));
      KNOWN.put(key, known);
    }
    return known.orElse(null);
  }

  /** Null where the method is not annotated after all, or can't be called from here. */
  private static @Nullable Observed find(
      MethodHandles.Lookup lookup, Class<?> type, String name, String descriptor) {
    try {
      MethodType signature =
          MethodType.fromMethodDescriptorString(descriptor, type.getClassLoader());
      Method method = type.getDeclaredMethod(name, signature.parameterArray());
      MethodObservation observation = MethodObservation.of(method, type);
      if (observation == null) {
        return null;
      }
      // This very method, not one that overrides it and calls it in turn.
      MethodHandle handle =
          Modifier.isStatic(method.getModifiers())
              ? lookup.unreflect(method)
              : lookup.unreflectSpecial(method, type);
      return new Observed(observation, handle.asFixedArity());
    } catch (ReflectiveOperationException | LinkageError | RuntimeException unreachable) {
      return null;
    }
  }
}
