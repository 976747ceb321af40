package dev.parley.instrumentation.internal;

import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A call whose answer comes piece by piece. It keeps what the span will say, up to a limit, and
 * ends the call when the pieces do: read to their end, failed, or given up.
 */
final class ObservedStream implements Progress {

  private static final Guard GUARD = new Guard("Recording a piece of a streamed answer");

  private final ObservedCall call;
  private final Pieces pieces;
  private final ToLongFunction<Throwable> httpStatus;
  private long count;

  ObservedStream(ObservedCall call, Pieces pieces, ToLongFunction<Throwable> httpStatus) {
    this.call = call;
    this.pieces = pieces;
    this.httpStatus = httpStatus;
  }

  @Override
  public Scope makeCurrent() {
    return call.makeCurrent();
  }

  @Override
  public Context context() {
    return call.context();
  }

  @Override
  public void next(@Nullable Object piece) {
    try {
      add(piece);
    } catch (Throwable fault) {
      GUARD.report(fault);
    }
  }

  private synchronized void add(@Nullable Object piece) {
    if (piece == null || call.hasEnded()) {
      return;
    }
    if (count++ == 0) {
      call.firstPiece();
    }
    pieces.add(piece);
  }

  @Override
  public void complete() {
    call.endStream(this::answer, read(true), null, -1);
  }

  @Override
  public void fail(Throwable error) {
    call.endStream(this::answer, read(true), error, status(error));
  }

  @Override
  public void stop() {
    call.endStream(this::answer, read(false), null, -1);
  }

  private synchronized ObservedCall.Read read(boolean toEnd) {
    return new ObservedCall.Read(count, toEnd || isWhole(), pieces.room());
  }

  private long status(Throwable error) {
    try {
      return httpStatus.applyAsLong(error);
    } catch (Throwable fault) {
      GUARD.report(fault);
      return -1;
    }
  }

  private boolean isWhole() {
    try {
      return pieces.isWhole();
    } catch (Throwable fault) {
      GUARD.report(fault);
      return false;
    }
  }

  private synchronized Answer answer() {
    return pieces.answer();
  }
}
