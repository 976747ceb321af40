package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A call whose answer comes piece by piece. It keeps what the span will say, up to a limit, and
 * ends the call when the pieces do: read to their end, failed, or given up.
 */
final class ClientStream implements Progress {

  private static final Guard GUARD = new Guard("Recording a piece of a streamed answer");

  private final ClientCall call;
  private final Pieces pieces;
  private long count;

  ClientStream(ClientCall call, Pieces pieces) {
    this.call = call;
    this.pieces = pieces;
  }

  /** How a client's library reads one piece. */
  Class<?> type() {
    return pieces.type();
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
    GUARD.run(() -> add(piece));
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
    call.endStream(this::answer, new ClientCall.Read(count(), true, pieces.room()), null);
  }

  @Override
  public void fail(Throwable error) {
    call.endStream(this::answer, new ClientCall.Read(count(), true, pieces.room()), error);
  }

  @Override
  public void stop() {
    call.endStream(this::answer, new ClientCall.Read(count(), false, pieces.room()), null);
  }

  private synchronized long count() {
    return count;
  }

  private synchronized JsonNode answer() {
    return pieces.answer();
  }
}
