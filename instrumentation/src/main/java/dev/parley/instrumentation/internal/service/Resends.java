package dev.parley.instrumentation.internal.service;

import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often a client's library sends a call again, which it does by itself: it waits before
 * it does, on the thread that the call is made on. Thread-safe.
 */
public final class Resends {

  private static final Guard GUARD = new Guard("Counting what a client sends again");
  private static final ContextKey<Resends> KEY = ContextKey.named("parley-resends");

  private final ObservedCall call;
  private final AtomicLong times = new AtomicLong();

  private Resends(ObservedCall call) {
    this.call = call;
  }

  /** The context of a call in which what is sent again is counted. */
  static Context context(ObservedCall call) {
    return call.context().with(KEY, new Resends(call));
  }

  /** The library is about to wait, and to send the call again that is current here. */
  public static void count() {
    GUARD.run(
        () -> {
          Resends current = Context.current().get(KEY);
          if (current != null) {
            current.call.resent(current.times.incrementAndGet());
          }
        });
  }
}
