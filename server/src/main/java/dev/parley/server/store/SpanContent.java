package dev.parley.server.store;

import dev.parley.server.model.SpanKey;
import java.util.List;
import java.util.UUID;

/**
 * The content that a stored span refers to.
 *
 * @param span which span
 * @param day retention day of its start; its messages are found by it
 * @param system hashes of messages, in order
 * @param input hashes of messages, in order
 * @param output hashes of messages, in order
 */
public record SpanContent(
    SpanKey span, int day, List<UUID> system, List<UUID> input, List<UUID> output) {
  public SpanContent {
    system = List.copyOf(system);
    input = List.copyOf(input);
    output = List.copyOf(output);
  }

  public boolean isEmpty() {
    return system.isEmpty() && input.isEmpty() && output.isEmpty();
  }
}
