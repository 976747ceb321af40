package dev.parley.instrumentation.internal.service;

import dev.parley.sdk.internal.stream.Progress;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Beside a stream that is handed to one handler of the application's. The stream holds it. */
public final class AsyncStreamObserver {

  private final Progress progress;
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final Cleanable forgotten;

  AsyncStreamObserver(Progress progress) {
    this.progress = progress;
    this.forgotten = Unread.watch(this, subscribed, progress::stop);
  }

  /** A call may fail before there is a handler, and end without telling it when it is closed. */
  public void completes(CompletableFuture<Void> completion) {
    Progress told = progress;
    CompletableFuture<Void> unused =
        completion.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                told.fail(failure);
              } else {
                told.stop();
              }
            });
  }

  /**
   * The handler that is to be subscribed: an observed one in place of the application's first. A
   * missing handler, or a second one, is the client's to refuse.
   */
  @SuppressWarnings("ConstantValue")
  public <H> H handler(H handler, Function<HandlerObserver, H> observed) {
    return handler == null || !subscribed.compareAndSet(false, true)
        ? handler
        : observed.apply(new HandlerObserver(progress));
  }

  /** Closes the stream. */
  public void close(Runnable closing) {
    // First, because the closing may fail the reading.
    progress.stop();
    forgotten.clean();
    closing.run();
  }
}
