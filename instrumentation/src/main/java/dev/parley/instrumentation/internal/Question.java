package dev.parley.instrumentation.internal;

import io.opentelemetry.api.trace.Span;
import java.util.List;

/**
 * What a call asks for. Everything here is read at most once, only where it is recorded, and behind
 * a guard: it may throw.
 */
public interface Question {

  /** A request that could not be read. */
  Question UNREADABLE = span -> {};

  /** Writes the options of the request, without its content. */
  void options(Span span);

  /** The instructions that travel apart from the messages. */
  default List<Message> instructions() {
    return List.of();
  }

  default List<Message> messages() {
    return List.of();
  }

  default List<ToolDefinition> tools() {
    return List.of();
  }
}
