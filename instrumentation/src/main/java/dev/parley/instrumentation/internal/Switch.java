package dev.parley.instrumentation.internal;

import dev.parley.sdk.Parley;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Whether the clients of one library that were instrumented with it are observed. A {@link Parley}
 * has one for each library until it is turned off, which is for good: clients that are instrumented
 * afterwards get the next. Thread-safe.
 */
public final class Switch {

  /** Keys are compared by identity, as {@link Parley} does. */
  private static final Map<Parley, Map<String, Switch>> CURRENT = new WeakHashMap<>();

  private volatile boolean off;

  private Switch() {}

  /** The one of a library that is on. */
  public static Switch on(Parley parley, String library) {
    synchronized (CURRENT) {
      return CURRENT
          .computeIfAbsent(parley, first -> new HashMap<>())
          .computeIfAbsent(library, first -> new Switch());
    }
  }

  /** Turns off the one of a library that is on, if there is one. */
  public static void off(Parley parley, String library) {
    synchronized (CURRENT) {
      Map<String, Switch> libraries = CURRENT.get(parley);
      Switch current = libraries == null ? null : libraries.remove(library);
      if (current != null) {
        current.off = true;
      }
    }
  }

  public boolean isOff() {
    return off;
  }
}
