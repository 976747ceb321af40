package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.TextRoom;
import java.util.function.Supplier;

/**
 * The events of a streamed answer. The SDK may make the call again when its stream breaks, and the
 * application is given the new one from its start: then only that counts. Thread-safe.
 */
final class EventPieces implements Pieces {

  /** What events add up to. It is used by one thread at a time. */
  interface Reading {
    void add(StreamEvent event);

    Answer answer();

    TextRoom room();
  }

  private final Supplier<Reading> first;
  private Reading reading;
  private boolean any;

  EventPieces(Supplier<Reading> readings) {
    this.first = readings;
    this.reading = readings.get();
  }

  /** Forgets the pieces of a stream that broke. */
  synchronized void restart() {
    reading = first.get();
    any = false;
  }

  /** Whether there was a piece. */
  synchronized boolean any() {
    return any;
  }

  @Override
  public synchronized void add(Object piece) {
    if (piece instanceof StreamEvent event) {
      any = true;
      reading.add(event);
    }
  }

  @Override
  public synchronized Answer answer() {
    return reading.answer();
  }

  @Override
  public synchronized TextRoom room() {
    return reading.room();
  }
}
