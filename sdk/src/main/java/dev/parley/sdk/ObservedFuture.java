package dev.parley.sdk;

import dev.parley.sdk.internal.stream.Forgotten;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A future whose outcome is told once somebody sees it. */
final class ObservedFuture<T extends @Nullable Object> implements Future<T> {
  /** Who is told; the first word counts. Must not lead to the future. */
  interface Ending {
    void value(@Nullable Object value);

    void error(Throwable error);

    void forgotten();
  }

  private final Future<T> source;
  private final Ending ending;
  private final Cleanable forgotten;

  ObservedFuture(Future<T> source, Ending ending) {
    this.source = source;
    this.ending = ending;
    this.forgotten = Forgotten.when(this, ending::forgotten);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = source.cancel(mayInterruptIfRunning);
    if (cancelled) {
      failed(new CancellationException());
    }
    return cancelled;
  }

  @Override
  public boolean isCancelled() {
    return source.isCancelled();
  }

  @Override
  public boolean isDone() {
    boolean done = source.isDone();
    if (done) {
      seen();
    }
    return done;
  }

  /** It is done, so that asking for the outcome does not wait. */
  @SuppressWarnings("Interruption") // The caller's own interruption stays as it was.
  private void seen() {
    boolean interrupted = Thread.interrupted();
    try {
      ended(source.get());
    } catch (ExecutionException | CancellationException error) {
      failed(error);
    } catch (InterruptedException impossible) {
      interrupted = true;
    } catch (Exception | LinkageError | StackOverflowError | AssertionError fault) {
      // Who only asked whether it is done shall not hear of it; who asks for the outcome will.
      failed(fault);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    try {
      return ended(source.get());
    } catch (ExecutionException | CancellationException error) {
      failed(error);
      throw error;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return ended(source.get(timeout, unit));
    } catch (ExecutionException | CancellationException error) {
      failed(error);
      throw error;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private T ended(T value) {
    ending.value(value);
    forgotten.clean();
    return value;
  }

  private void failed(Throwable error) {
    ending.error(error);
    forgotten.clean();
  }
}
