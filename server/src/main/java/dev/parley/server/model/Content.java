package dev.parley.server.model;

import java.util.List;

/**
 * What was said in a call, in order. Empty lists where content was not captured.
 *
 * @param system system instructions that travelled apart from the messages
 * @param input the messages sent, history included
 * @param output the answers, one per choice
 */
public record Content(List<Message> system, List<Message> input, List<Message> output) {
  /** Nothing captured. */
  public static final Content NONE = new Content(List.of(), List.of(), List.of());

  public Content {
    system = List.copyOf(system);
    input = List.copyOf(input);
    output = List.copyOf(output);
  }

  public boolean isEmpty() {
    return system.isEmpty() && input.isEmpty() && output.isEmpty();
  }
}
