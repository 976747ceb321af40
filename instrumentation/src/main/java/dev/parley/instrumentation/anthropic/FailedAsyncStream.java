package dev.parley.instrumentation.anthropic;

import com.anthropic.core.http.AsyncStreamResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;

/** A stream whose call was refused before it was made: it fails as one does that failed. */
final class FailedAsyncStream implements AsyncStreamResponse<Object> {

  private enum State {
    NEW,
    SUBSCRIBED,
    CLOSED
  }

  private final Throwable failure;
  private final CompletableFuture<Void> complete;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  FailedAsyncStream(Throwable failure) {
    this.failure = failure;
    this.complete = CompletableFuture.failedFuture(failure);
  }

  @Override
  public AsyncStreamResponse<Object> subscribe(Handler<? super Object> handler) {
    return subscribe(handler, ForkJoinPool.commonPool());
  }

  @Override
  public AsyncStreamResponse<Object> subscribe(Handler<? super Object> handler, Executor executor) {
    if (!state.compareAndSet(State.NEW, State.SUBSCRIBED)) {
      throw new IllegalStateException(
          state.get() == State.CLOSED
              ? "Cannot subscribe after the response is closed"
              : "Cannot subscribe more than once");
    }
    executor.execute(
        () -> {
          if (state.get() != State.CLOSED) {
            handler.onComplete(Optional.of(failure));
          }
        });
    return this;
  }

  @Override
  public CompletableFuture<Void> onCompleteFuture() {
    return complete;
  }

  @Override
  public void close() {
    state.set(State.CLOSED);
  }
}
