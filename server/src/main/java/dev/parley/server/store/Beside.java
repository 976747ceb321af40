package dev.parley.server.store;

import dev.parley.server.tracing.Work;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A question that another thread asks while this one asks another, under the same {@link
 * QueryLimit}. Planning a statement keeps one core busy, however many there are.
 *
 * <p>To be closed by the thread that asked: no question outlives the request that it belongs to.
 */
public final class Beside<T> implements AutoCloseable {
  /** As many as there are requests; they wait for the store's readers, which are few. */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "parley-beside");
            thread.setDaemon(true);
            return thread;
          });

  private final CompletableFuture<T> answer;

  private Beside(CompletableFuture<T> answer) {
    this.answer = answer;
  }

  /** Begins to ask. */
  public static <T> Beside<T> ask(Supplier<T> question) {
    QueryLimit limit = QueryLimit.current();
    Work.Cause cause = Work.cause();
    return new Beside<>(
        CompletableFuture.supplyAsync(
            () -> cause.call(() -> limit == null ? question.get() : limit.within(question)),
            THREADS));
  }

  /** The answer, once it is there; throws what the question threw. */
  public T answer() {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Waits for its end. */
  @Override
  public void close() {
    CompletableFuture<Void> ended = answer.handle((result, failure) -> null);
    ended.join();
  }
}
