package dev.parley.instrumentation.internal.service;

import dev.parley.sdk.internal.stream.Forgotten;
import dev.parley.sdk.internal.stream.Progress;
import java.lang.ref.Cleaner.Cleanable;
import java.util.Optional;

/** Beside the handler of a stream. The handler that is subscribed holds it. */
public final class HandlerObserver {

  private final Progress progress;
  private final Cleanable forgotten;

  HandlerObserver(Progress progress) {
    this.progress = progress;
    this.forgotten = Forgotten.when(this, progress::stop);
  }

  /**
   * A piece is here.
   *
   * @param handling what the application does with it
   */
  public void next(Object piece, Runnable handling) {
    progress.next(piece);
    try {
      handling.run();
    } catch (Throwable e) {
      // The application's failure, not the call's: it reads no further.
      progress.stop();
      throw e;
    }
  }

  /** The stream has ended. */
  public void complete(Optional<Throwable> error) {
    if (error.isPresent()) {
      progress.fail(error.get());
    } else {
      progress.complete();
    }
    forgotten.clean();
  }
}
