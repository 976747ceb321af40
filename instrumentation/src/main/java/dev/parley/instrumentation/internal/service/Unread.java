package dev.parley.instrumentation.internal.service;

import dev.parley.sdk.internal.stream.Forgotten;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells of results that were forgotten before anybody read them. */
final class Unread {

  private Unread() {}

  /**
   * Runs the action once the result is unreachable, unless it was taken before: then it is what was
   * taken out of it that may be forgotten.
   *
   * @param action one that does not lead to the result
   */
  static Cleanable watch(Object result, AtomicBoolean taken, Runnable action) {
    return Forgotten.when(
        result,
        () -> {
          if (!taken.get()) {
            action.run();
          }
        });
  }
}
