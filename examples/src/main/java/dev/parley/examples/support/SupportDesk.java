package dev.parley.examples.support;

import dev.parley.sdk.Agent;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.Workflow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The support desk: one method that answers a customer's message. Around each answer it opens the
 * conversation, with its user, and the workflow that the answer belongs to; the agents inside open
 * their own scopes. Thread-safe; the turns of one conversation wait for each other.
 */
public final class SupportDesk implements AutoCloseable {

  private final Parley parley;
  private final List<Team> teams;
  private final Triage triage;
  private final SpecialistAgent agent;
  private final ConcurrentMap<String, Dialogue> dialogues = new ConcurrentHashMap<>();

  /**
   * A desk of one team or more; a user always gets the same one.
   *
   * @param parley where it reports to
   * @param teams at least one; closed with the desk
   */
  public SupportDesk(Parley parley, List<Team> teams) {
    this.parley = parley;
    this.teams = List.copyOf(teams);
    ShopDatabase database = new ShopDatabase(parley.tracer(), Clock.system(ZoneId.systemDefault()));
    String handbook = handbook();
    Map<Team, Map<String, Specialist>> specialists = new HashMap<>();
    for (Team team : teams) {
      specialists.put(
          team, team.specialists(handbook, BillingTools.on(database), TechnicalTools.on(database)));
    }
    this.triage = new Triage(parley, specialists);
    this.agent = new SpecialistAgent(parley, KnowledgeBase.load());
  }

  /**
   * Answers a message.
   *
   * @throws RuntimeException if the provider fails; the conversation can go on afterwards
   */
  public String answer(String conversation, String user, String message) {
    Dialogue dialogue = dialogues.computeIfAbsent(conversation, id -> new Dialogue(team(user)));
    synchronized (dialogue) {
      return Conversation.of(conversation)
          .user(user)
          .call(
              () ->
                  Workflow.of("answer_customer").type("rag").call(() -> answer(dialogue, message)));
    }
  }

  private String answer(Dialogue dialogue, String message) {
    int before = dialogue.messages().size();
    try {
      if (dialogue.specialist() == null) {
        triage.decide(dialogue, message);
      }
      Specialist specialist = Objects.requireNonNull(dialogue.specialist());
      return Agent.of(specialist.name())
          .id("agent-" + specialist.name())
          .version("7")
          .description(specialist.description())
          .call(
              () ->
                  Step.agent(specialist.name())
                      .on(parley)
                      .tag("support")
                      .category(dialogue.category())
                      .input(message)
                      .call(() -> agent.answer(specialist, dialogue, message)));
    } catch (RuntimeException e) {
      dialogue.backTo(before);
      throw e;
    }
  }

  private Team team(String user) {
    return teams.get(((user.hashCode() * 0x9E3779B1) >>> 8) % teams.size());
  }

  /** Forgets a conversation that has ended. */
  public void forget(String conversation) {
    dialogues.remove(conversation);
  }

  @Override
  public void close() {
    teams.forEach(Team::close);
  }

  private static String handbook() {
    try (InputStream stream =
        Objects.requireNonNull(
            SupportDesk.class.getResourceAsStream("handbook.md"),
            "handbook.md is missing on the class path")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("handbook.md can't be read", e);
    }
  }
}
