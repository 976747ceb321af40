package dev.parley.examples.scenario;

import java.util.List;

/**
 * A whole conversation with the support desk.
 *
 * @param id the scenario's name, such as {@code refund}
 * @param category what the conversation is filed under
 * @param specialist the agent that triage hands it to: {@code billing} or {@code technical}
 * @param turns its turns in order; at least one
 */
public record Scenario(String id, String category, String specialist, List<Turn> turns) {

  public Scenario {
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("scenario " + id + " has no turn");
    }
    turns = List.copyOf(turns);
  }
}
