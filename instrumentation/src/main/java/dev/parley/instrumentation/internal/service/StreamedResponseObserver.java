package dev.parley.instrumentation.internal.service;

import dev.parley.sdk.internal.stream.Progress;
import java.io.InputStream;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Beside a response whose stream the application parses, or reads, itself. The call ends as the
 * stream does, or when the response is closed or forgotten. The response holds it.
 */
public final class StreamedResponseObserver {

  private final Api api;
  private final Progress progress;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final Cleanable forgotten;

  StreamedResponseObserver(Api api, Progress progress) {
    this.api = api;
    this.progress = progress;
    this.forgotten = Unread.watch(this, taken, progress::stop);
  }

  /**
   * What the response was parsed to.
   *
   * @param observed makes of a stream one that is observed
   */
  public <T> T parse(Supplier<T> parsing, BiFunction<T, StreamObserver, T> observed) {
    T parsed;
    try {
      parsed = parsing.get();
    } catch (Throwable e) {
      progress.fail(e);
      throw e;
    }
    return taken.compareAndSet(false, true)
        ? observed.apply(parsed, new StreamObserver(progress))
        : parsed;
  }

  /** The response's body. */
  public InputStream body(InputStream body) {
    return taken.compareAndSet(false, true) ? new ObservedEvents(body, api, progress) : body;
  }

  /** Closes the response. */
  public void close(Runnable closing) {
    progress.stop();
    forgotten.clean();
    closing.run();
  }
}
