package dev.parley.sdk.internal;

import org.jspecify.annotations.Nullable;

/**
 * The observed method that a thread is about to enter. Under OpenTelemetry's agent its extension
 * observes methods where they begin; one that a proxy of ours or of a framework observes already is
 * announced here, so that it is observed once. Thread-safe.
 */
public final class Entered {
  private static final ThreadLocal<@Nullable Entered> NEXT = new ThreadLocal<>();

  private final String method;
  private final @Nullable Object[] arguments;

  private Entered(String method, @Nullable Object[] arguments) {
    this.method = method;
    this.arguments = arguments;
  }

  /** What enters the method. */
  public interface Body {
    @Nullable Object run() throws Throwable;
  }

  /** Runs what enters the method of this name with these arguments. */
  public static @Nullable Object announced(
      String method, @Nullable Object @Nullable [] arguments, Body body) throws Throwable {
    Entered before = NEXT.get();
    NEXT.set(new Entered(method, arguments == null ? new Object[0] : arguments));
    try {
      return body.run();
    } finally {
      NEXT.set(before);
    }
  }

  /** Whether this call was announced; it is then forgotten. */
  public static boolean take(String method, @Nullable Object[] arguments) {
    Entered next = NEXT.get();
    if (next == null || !next.is(method, arguments)) {
      return false;
    }
    NEXT.remove();
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // The very same objects are handed on; boxes may be anew.
  private boolean is(String name, @Nullable Object[] passed) {
    if (!method.equals(name) || passed.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < passed.length; i++) {
      Object one = passed[i];
      boolean same = one == arguments[i] || (isBox(one) && one.equals(arguments[i]));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBox(@Nullable Object value) {
    return value instanceof Number || value instanceof Boolean || value instanceof Character;
  }
}
