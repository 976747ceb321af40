package dev.parley.examples.scenario;

import java.util.List;

/**
 * One exchange of a scenario.
 *
 * @param say ways in which a customer puts it; at least one
 * @param rounds tool calls of the model before it answers; the calls of one round run side by side
 * @param answer what the model finally says; places named {@code tool.x} take the field {@code x}
 *     of the latest tool result that has it
 */
public record Turn(List<Phrase> say, List<List<ScriptedCall>> rounds, Phrase answer) {

  public Turn {
    if (say.isEmpty()) {
      throw new IllegalArgumentException("a turn needs something to say: " + answer);
    }
    say = List.copyOf(say);
    rounds = rounds.stream().map(List::copyOf).toList();
  }
}
