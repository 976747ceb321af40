package dev.parley.agent;

import dev.parley.sdk.internal.Guard;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Observes clients of an application, by the classes of {@code instrumentation/}. Thread-safe. */
public final class Clients {
  private static final Guard GUARD = new Guard("Observing a client");

  /** By the loaders of libraries. The classes of the clients that one observes hold it. */
  private static final Map<ClassLoader, WeakReference<ClientLoader>> LOADERS = new WeakHashMap<>();

  /** By copies of the application's instrumentation, which are compared by identity. */
  private static final Map<Object, String> PROVIDERS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Clients() {}

  /**
   * Has a client observed; never throws.
   *
   * @param where a class of the application that knows the client's library
   * @param type the name of the type that the client is declared as
   * @return what takes the client's place, or the client itself
   */
  public static @Nullable Object observed(Class<?> where, String type, @Nullable Object client) {
    return given(where, type, client, name -> name.startsWith("instrument"));
  }

  /**
   * Does with a client what the application has asked its own copy of the instrumentation for: the
   * agent's is the one that observes it. Never throws.
   *
   * @param asked the application's copy
   * @param method its method, {@code instrument} or {@code uninstrument}
   * @param type the name of the type that the client is declared as
   * @return what takes the client's place, or the client itself
   */
  public static @Nullable Object asked(
      Object asked, String method, String type, @Nullable Object client) {
    String provider = method.equals("instrument") ? PROVIDERS.get(asked) : null;
    if (provider == null) {
      return given(asked.getClass(), type, client, method::equals);
    }
    // It was observed as it was built, when nobody had named a provider yet.
    Object plain = given(asked.getClass(), type, client, "uninstrument"::equals);
    return given(asked.getClass(), type, plain, method::equals, provider);
  }

  /**
   * Notes who answers the calls of the clients that this instruments from now on; never throws.
   *
   * @param asked the application's copy of the instrumentation
   */
  public static void provider(@Nullable Object asked, @Nullable String name) {
    if (asked != null && name != null) {
      PROVIDERS.put(asked, name);
    }
  }

  private static @Nullable Object given(
      Class<?> where, String type, @Nullable Object client, Predicate<String> name) {
    return given(where, type, client, name, null);
  }

  private static @Nullable Object given(
      Class<?> where,
      String type,
      @Nullable Object client,
      Predicate<String> name,
      @Nullable String provider) {
    Library library = Library.of(type);
    if (client == null || library == null) {
      return client;
    }
    try {
      Object observing = instrumentation(where, type, library);
      if (provider != null) {
        observing =
            observing.getClass().getMethod("provider", String.class).invoke(observing, provider);
      }
      return method(observing, name, type).invoke(observing, client);
    } catch (InvocationTargetException fault) {
      GUARD.report(fault.getTargetException());
      return client;
    } catch (Throwable fault) {
      GUARD.report(fault);
      return client;
    }
  }

  /** In place of one that the application's copy of the instrumentation has made; never throws. */
  public static @Nullable Object interceptor(Class<?> where, @Nullable Object other) {
    try {
      Object observing = instrumentation(where, Library.BEDROCK.client(), Library.BEDROCK);
      return observing.getClass().getMethod("interceptor").invoke(observing);
    } catch (Throwable fault) {
      GUARD.report(fault);
      return other;
    }
  }

  /**
   * Silences the clients of a library that were observed so far; never throws.
   *
   * @param asked the application's copy of the instrumentation
   */
  public static void silence(Class<?> asked) {
    Library library = Library.observedBy(asked.getName());
    if (library == null) {
      return;
    }
    try {
      Object observing = instrumentation(asked, library.client(), library);
      observing.getClass().getMethod("uninstrument").invoke(observing);
    } catch (Throwable fault) {
      GUARD.report(fault);
    }
  }

  /** The one that observes, for the library that this class knows a type of. */
  private static Object instrumentation(Class<?> where, String type, Library library)
      throws ReflectiveOperationException {
    ClassLoader own = Class.forName(type, false, where.getClassLoader()).getClassLoader();
    ClientLoader loader;
    synchronized (LOADERS) {
      WeakReference<ClientLoader> known = LOADERS.get(own);
      ClientLoader found = known == null ? null : known.get();
      if (found == null) {
        found = new ClientLoader(own);
        LOADERS.put(own, new WeakReference<>(found));
      }
      loader = found;
    }
    return loader.instrumentation(library.instrumentation());
  }

  /** The one of such a name that takes what is declared as this type. */
  private static Method method(Object observing, Predicate<String> name, String type)
      throws NoSuchMethodException {
    for (Method each : observing.getClass().getMethods()) {
      if (name.test(each.getName())
          && each.getParameterCount() == 1
          && each.getParameterTypes()[0].getName().equals(type)) {
        return each;
      }
    }
    throw new NoSuchMethodException("for a " + type);
  }
}
