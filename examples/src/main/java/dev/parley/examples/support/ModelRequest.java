package dev.parley.examples.support;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the desk asks a model, in no provider's terms.
 *
 * @param instructions what the model is told at the start of every request
 * @param temperature from 0 on
 * @param streamed whether the answer is to come piece by piece
 */
record ModelRequest(
    String model,
    String instructions,
    List<Said> said,
    List<Tool> tools,
    double temperature,
    boolean streamed) {

  /** The longest answer, in tokens. */
  static final int MOST_TOKENS = 600;

  ModelRequest {
    said = List.copyOf(said);
    tools = List.copyOf(tools);
  }

  /** The notes, for a provider whose requests have no place for them between the messages. */
  String notes() {
    return said.stream()
        .filter(Said.Note.class::isInstance)
        .map(note -> ((Said.Note) note).text())
        .collect(Collectors.joining("\n"));
  }
}
