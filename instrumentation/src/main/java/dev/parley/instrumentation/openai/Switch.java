package dev.parley.instrumentation.openai;

import dev.parley.sdk.Parley;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Whether the clients that were instrumented with it are observed. A {@link Parley} has one until
 * it is turned off, which is for good: clients that are instrumented afterwards get the next.
 * Thread-safe.
 */
final class Switch {

  /** Keys are compared by identity, as {@link Parley} does. */
  private static final Map<Parley, Switch> CURRENT = new WeakHashMap<>();

  private volatile boolean off;

  private Switch() {}

  /** The one that is on. */
  static Switch on(Parley parley) {
    synchronized (CURRENT) {
      return CURRENT.computeIfAbsent(parley, first -> new Switch());
    }
  }

  /** Turns off the one that is on, if there is one. */
  static void off(Parley parley) {
    synchronized (CURRENT) {
      Switch current = CURRENT.remove(parley);
      if (current != null) {
        current.off = true;
      }
    }
  }

  boolean isOff() {
    return off;
  }
}
