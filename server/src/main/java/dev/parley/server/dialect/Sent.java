package dev.parley.server.dialect;

import dev.parley.server.wire.WireSpan;
import java.util.List;

/**
 * A span as its emitter sent it.
 *
 * @param scope the instrumentation scope's name, empty when none
 * @param name the span's name
 * @param startNanos start, nanoseconds since the epoch
 * @param resource attributes of the resource
 * @param attributes attributes of the span, and what their JSON objects hold
 * @param events in the order of arrival
 */
record Sent(
    String scope,
    String name,
    long startNanos,
    Attributes resource,
    Attributes attributes,
    List<WireSpan.Event> events) {

  /** What it has in common with others before any value is read. */
  Shape shape() {
    return attributes.shape(scope, name, !events.isEmpty());
  }

  // What follows is not of its shape: whoever asks for it may find something else in the next span.

  @Override
  public long startNanos() {
    attributes.noteRead();
    return startNanos;
  }

  @Override
  public Attributes resource() {
    attributes.noteRead();
    return resource;
  }

  @Override
  public List<WireSpan.Event> events() {
    if (!events.isEmpty()) {
      attributes.noteRead();
    }
    return events;
  }
}
