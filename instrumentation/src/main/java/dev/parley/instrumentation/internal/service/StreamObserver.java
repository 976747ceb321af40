package dev.parley.instrumentation.internal.service;

import dev.parley.sdk.internal.stream.ObservedStreams;
import dev.parley.sdk.internal.stream.Progress;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Beside a response whose pieces the application reads from a stream, which can be had once. The
 * response holds it.
 */
public final class StreamObserver {

  private final Progress progress;
  private final AtomicBoolean read = new AtomicBoolean();
  private final Cleanable forgotten;

  StreamObserver(Progress progress) {
    this.progress = progress;
    this.forgotten = Unread.watch(this, read, progress::stop);
  }

  /** The response's stream. */
  public <T> Stream<T> stream(Supplier<Stream<T>> opening) {
    if (!read.compareAndSet(false, true)) {
      return opening.get();
    }
    try {
      return ObservedStreams.stream(opening.get(), progress);
    } catch (Throwable e) {
      progress.fail(e);
      throw e;
    }
  }

  /** Closes the response. */
  public void close(Runnable closing) {
    // First, because whoever reads it on another thread may fail by the closing.
    progress.stop();
    forgotten.clean();
    closing.run();
  }
}
