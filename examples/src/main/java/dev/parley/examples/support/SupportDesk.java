package dev.parley.examples.support;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
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
import java.util.LinkedHashMap;
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
  private final OpenAIClient client;
  private final Triage triage;
  private final SpecialistAgent agent;
  private final ConcurrentMap<String, Dialogue> dialogues = new ConcurrentHashMap<>();

  /**
   * A desk that asks an OpenAI-compatible provider.
   *
   * @param parley where it reports to
   * @param baseUrl the provider's base URL, such as {@code https://api.openai.com/v1}
   */
  public SupportDesk(Parley parley, String baseUrl, String apiKey) {
    this.parley = parley;
    this.client =
        OpenAiInstrumentation.create(parley)
            .instrument(OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey(apiKey).build());
    ShopDatabase database = new ShopDatabase(parley.tracer(), Clock.system(ZoneId.systemDefault()));
    String handbook = handbook();
    Map<String, Specialist> specialists = new LinkedHashMap<>();
    specialists.put("technical", Specialist.technical(handbook, TechnicalTools.on(database)));
    specialists.put("billing", Specialist.billing(handbook, BillingTools.on(database)));
    this.triage = new Triage(parley, client, specialists);
    this.agent = new SpecialistAgent(parley, client, KnowledgeBase.load());
  }

  /**
   * Answers a message.
   *
   * @throws RuntimeException if the provider fails; the conversation can go on afterwards
   */
  public String answer(String conversation, String user, String message) {
    Dialogue dialogue = dialogues.computeIfAbsent(conversation, id -> new Dialogue());
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

  /** Forgets a conversation that has ended. */
  public void forget(String conversation) {
    dialogues.remove(conversation);
  }

  @Override
  public void close() {
    client.close();
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
