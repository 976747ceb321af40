package dev.parley.instrumentation.anthropic;

import com.anthropic.core.http.AsyncStreamResponse;
import dev.parley.instrumentation.internal.service.AsyncStreamObserver;
import dev.parley.instrumentation.internal.service.HandlerObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A stream that is observed as it is handed to its handler. */
final class ObservedAsyncStream<T> implements AsyncStreamResponse<T> {

  private final AsyncStreamResponse<T> response;
  private final AsyncStreamObserver observer;

  ObservedAsyncStream(AsyncStreamResponse<T> response, AsyncStreamObserver observer) {
    this.response = response;
    this.observer = observer;
    observer.completes(response.onCompleteFuture());
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

  private Handler<? super T> observed(Handler<? super T> handler) {
    return observer.<Handler<? super T>>handler(
        handler, observing -> new ObservedHandler<>(handler, observing));
  }

  @Override
  public CompletableFuture<Void> onCompleteFuture() {
    return response.onCompleteFuture();
  }

  @Override
  public void close() {
    observer.close(response::close);
  }

  private record ObservedHandler<T>(Handler<? super T> handler, HandlerObserver observer)
      implements Handler<T> {

    @Override
    public void onNext(T piece) {
      observer.next(piece, () -> handler.onNext(piece));
    }

    @Override
    public void onComplete(Optional<Throwable> error) {
      observer.complete(error);
      handler.onComplete(error);
    }
  }
}
