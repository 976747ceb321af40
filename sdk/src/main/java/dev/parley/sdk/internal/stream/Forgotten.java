package dev.parley.sdk.internal.stream;

import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;

/** Stops the progress of what nobody can read any more. */
public final class Forgotten {
  /** Its thread is one of the platform's own, which holds no class loader of the application. */
  private static final Cleaner CLEANER = Cleaner.create();

  private Forgotten() {}

  /**
   * Calls the action once the reader is unreachable, or has called {@code clean()} on what this
   * returns, which it does at its end. The action must not lead to the reader.
   */
  public static Cleanable when(Object reader, Runnable action) {
    return CLEANER.register(reader, action);
  }
}
