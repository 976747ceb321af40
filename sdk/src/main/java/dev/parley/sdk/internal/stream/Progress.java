package dev.parley.sdk.internal.stream;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Who is told how far something goes that comes piece by piece. The first of the four ends counts.
 * Never throws. Thread-safe.
 */
public interface Progress {
  /** Around the code that makes the pieces. */
  Scope makeCurrent();

  /** The context that {@link #makeCurrent} makes current. */
  Context context();

  /** The next piece. */
  void next(@Nullable Object piece);

  /** There are no more pieces. */
  void complete();

  /** Making the next piece failed. */
  void fail(Throwable error);

  /** The reader wants no more pieces: closed, cancelled, or forgotten. */
  void stop();
}
