package dev.parley.instrumentation.internal.service;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A stream whose call was refused before it was made: it fails as one does that failed, to its one
 * subscriber. Thread-safe.
 */
public final class RefusedStream {

  private enum State {
    NEW,
    SUBSCRIBED,
    CLOSED
  }

  private final Throwable refusal;
  private final CompletableFuture<Void> complete;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  public RefusedStream(Throwable refusal) {
    this.refusal = refusal;
    this.complete = CompletableFuture.failedFuture(refusal);
  }

  /**
   * Tells a handler of the refusal, unless the stream is closed until then.
   *
   * @throws IllegalStateException as the clients do, when it is closed or has a subscriber
   */
  public void subscribe(Executor executor, Consumer<Optional<Throwable>> onComplete) {
    if (!state.compareAndSet(State.NEW, State.SUBSCRIBED)) {
      throw new IllegalStateException(
          state.get() == State.CLOSED
              ? "Cannot subscribe after the response is closed"
              : "Cannot subscribe more than once");
    }
    executor.execute(
        () -> {
          if (state.get() != State.CLOSED) {
            onComplete.accept(Optional.of(refusal));
          }
        });
  }

  /** Has failed with the refusal. */
  public CompletableFuture<Void> onCompleteFuture() {
    return complete;
  }

  public void close() {
    state.set(State.CLOSED);
  }
}
