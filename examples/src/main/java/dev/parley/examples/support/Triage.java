package dev.parley.examples.support;

import dev.parley.sdk.Agent;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the first message of a conversation and hands it to a specialist. */
final class Triage {

  private static final String INSTRUCTIONS =
      "You sort the messages that reach the support desk of Larkspur Home. Hand every conversation"
          + " over to exactly one specialist: billing for refunds, returns, invoices, payments,"
          + " plans and gift cards; technical for deliveries, addresses, accounts, devices and the"
          + " interface for developers. Give a category of one word and a reason of one line.";

  private static final Tool HAND_OVER =
      Tool.of(
          "hand_over",
          "Hands the conversation over to a specialist: billing or technical.",
          arguments -> Map.of("status", "handed over"),
          "to",
          "category",
          "reason");

  private final Parley parley;
  private final Map<Team, Map<String, Specialist>> specialists;

  Triage(Parley parley, Map<Team, Map<String, Specialist>> specialists) {
    this.parley = parley;
    this.specialists = specialists;
  }

  /** Decides who looks after the dialogue; technical where the model does not decide. */
  void decide(Dialogue dialogue, String message) {
    Agent.of("triage-agent")
        .id("agent-triage")
        .version("3")
        .description("Reads first messages and hands them over")
        .call(
            () ->
                Step.agent("triage")
                    .on(parley)
                    .input(message)
                    .call(() -> handOver(dialogue, message)));
  }

  private String handOver(Dialogue dialogue, String message) {
    Team team = dialogue.team();
    List<Said.Call> calls =
        team.models()
            .ask(
                new ModelRequest(
                    team.triage(),
                    INSTRUCTIONS,
                    List.of(new Said.Question(message)),
                    List.of(HAND_OVER),
                    0.0,
                    false))
            .calls();
    Map<String, Object> decision =
        calls.isEmpty() ? Map.of() : Json.object(calls.get(0).arguments());
    Map<String, Specialist> known = Objects.requireNonNull(specialists.get(team));
    Specialist specialist = known.get(text(decision, "to", "technical"));
    if (specialist == null) {
      specialist = Objects.requireNonNull(known.get("technical"));
    }
    dialogue.handOver(specialist, text(decision, "category", "general"));
    return "handed over to " + specialist.name() + ": " + text(decision, "reason", "");
  }

  private static String text(Map<String, Object> decision, String name, String fallback) {
    return decision.getOrDefault(name, fallback) instanceof String text ? text : fallback;
  }
}
