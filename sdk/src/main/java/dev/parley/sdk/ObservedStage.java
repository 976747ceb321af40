package dev.parley.sdk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A stage in place of another one, whose outcome is told before anybody who waits sees it. */
final class ObservedStage {
  /** Who is told; the first word counts. Never throws. */
  interface Ending {
    /**
     * The stage has ended.
     *
     * @param error null where it succeeded
     */
    void ended(@Nullable Object value, @Nullable Throwable error);
  }

  private ObservedStage() {}

  /**
   * It completes with the same value or the same exception; cancelling it cancels the work. The
   * work itself where it cannot be observed.
   */
  // The callbacks lead nowhere else.
  @SuppressWarnings("FutureReturnValueIgnored")
  static <T extends @Nullable Object> CompletionStage<T> of(
      CompletionStage<T> work, Ending ending) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      work.whenComplete(
          (value, error) -> {
            ending.ended(value, error);
            if (error == null) {
              result.complete(value);
            } else {
              result.completeExceptionally(error);
            }
          });
    } catch (Exception | LinkageError | StackOverflowError | AssertionError unobservable) {
      ending.ended(null, null);
      return work;
    }
    result.whenComplete(
        (value, error) -> {
          if (result.isCancelled()) {
            ending.ended(null, error);
            work.toCompletableFuture().cancel(true);
          }
        });
    return result;
  }
}
