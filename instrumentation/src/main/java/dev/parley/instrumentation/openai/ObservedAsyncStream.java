package dev.parley.instrumentation.openai;

import com.openai.core.http.AsyncStreamResponse;
import dev.parley.sdk.internal.stream.Forgotten;
import dev.parley.sdk.internal.stream.Progress;
import java.lang.ref.Cleaner.Cleanable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stream that is observed as it is handed to its handler. */
final class ObservedAsyncStream<T> implements AsyncStreamResponse<T> {

  private final AsyncStreamResponse<T> response;
  private final Progress progress;
  private final AtomicBoolean subscribed;
  private final Cleanable forgotten;

  ObservedAsyncStream(AsyncStreamResponse<T> response, Progress progress) {
    AtomicBoolean started = new AtomicBoolean();
    this.response = response;
    this.progress = progress;
    this.subscribed = started;
    this.forgotten =
        Forgotten.when(
            this,
            () -> {
              if (!started.get()) {
                progress.stop();
              }
            });
    // A call may fail before there is a handler, and end without telling it when it is closed.
    CompletableFuture<Void> unused =
        response
            .onCompleteFuture()
            .whenComplete(
                (nothing, failure) -> {
                  if (failure != null) {
                    progress.fail(failure);
                  } else {
                    progress.stop();
                  }
                });
  }

  @Override
  public AsyncStreamResponse<T> subscribe(Handler<? super T> handler) {
    response.subscribe(observed(handler));
    return this;
  }

  @Override
  public AsyncStreamResponse<T> subscribe(Handler<? super T> handler, Executor executor) {
    response.subscribe(observed(handler), executor);
    return this;
  }

  /** A missing handler, or a second one, is the client's to refuse. */
  @SuppressWarnings("ConstantValue")
  private Handler<? super T> observed(Handler<? super T> handler) {
    return handler == null || !subscribed.compareAndSet(false, true)
        ? handler
        : new Observer<>(handler, progress);
  }

  @Override
  public CompletableFuture<Void> onCompleteFuture() {
    return response.onCompleteFuture();
  }

  @Override
  public void close() {
    // First, because the closing may fail the reading.
    progress.stop();
    forgotten.clean();
    response.close();
  }

  private static final class Observer<T> implements Handler<T> {

    private final Handler<? super T> handler;
    private final Progress progress;
    private final Cleanable forgotten;

    Observer(Handler<? super T> handler, Progress progress) {
      this.handler = handler;
      this.progress = progress;
      this.forgotten = Forgotten.when(this, progress::stop);
    }

    @Override
    public void onNext(T piece) {
      progress.next(piece);
      try {
        handler.onNext(piece);
      } catch (Throwable e) {
        // The application's failure, not the call's: it reads no further.
        progress.stop();
        throw e;
      }
    }

    @Override
    public void onComplete(Optional<Throwable> error) {
      if (error.isPresent()) {
        progress.fail(error.get());
      } else {
        progress.complete();
      }
      forgotten.clean();
      handler.onComplete(error);
    }
  }
}
