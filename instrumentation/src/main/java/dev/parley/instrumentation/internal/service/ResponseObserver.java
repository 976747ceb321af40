package dev.parley.instrumentation.internal.service;

import dev.parley.instrumentation.internal.ObservedCall;
import java.io.InputStream;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Beside a response that the application parses, or reads, itself. The call ends when the
 * application has parsed it, read it to its end, closed it, or forgotten it, whichever comes first.
 * The response holds it.
 */
public final class ResponseObserver {

  private final Api api;
  private final ObservedCall call;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final Cleanable forgotten;

  ResponseObserver(Api api, ObservedCall call) {
    this.api = api;
    this.call = call;
    this.forgotten = Unread.watch(this, taken, call::endUnread);
  }

  /** What the response was parsed to. */
  public <T> T parse(Supplier<T> parsing) {
    taken.set(true);
    T parsed;
    try {
      parsed = parsing.get();
    } catch (Throwable e) {
      call.fail(e);
      throw e;
    }
    call.end(() -> api.answer(parsed));
    return parsed;
  }

  /** The response's body. */
  public InputStream body(InputStream body) {
    taken.set(true);
    return new ObservedBody(body, api, call);
  }

  /** Closes the response. */
  public void close(Runnable closing) {
    try {
      closing.run();
    } finally {
      call.endUnread();
      forgotten.clean();
    }
  }
}
