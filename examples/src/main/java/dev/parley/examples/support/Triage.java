package dev.parley.examples.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import dev.parley.sdk.Agent;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Reads the first message of a conversation and hands it to a specialist. */
final class Triage {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String MODEL = "gpt-4o-mini";
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
  private final OpenAIClient client;
  private final Map<String, Specialist> specialists;

  Triage(Parley parley, OpenAIClient client, Map<String, Specialist> specialists) {
    this.parley = parley;
    this.client = client;
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
    ChatCompletion completion =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model(MODEL)
                    .temperature(0.0)
                    .addSystemMessage(INSTRUCTIONS)
                    .addUserMessage(message)
                    .addFunctionTool(HAND_OVER.definition())
                    .build());
    List<ChatCompletionMessageToolCall> calls =
        completion.choices().get(0).message().toolCalls().orElse(List.of());
    JsonNode decision = JSON.createObjectNode();
    if (!calls.isEmpty()) {
      decision = read(calls.get(0).asFunction().function().arguments());
    }
    String to = decision.path("to").asText("technical");
    Specialist specialist = specialists.get(to);
    if (specialist == null) {
      specialist = specialists.values().iterator().next();
    }
    dialogue.handOver(specialist, decision.path("category").asText("general"));
    return "handed over to " + specialist.name() + ": " + decision.path("reason").asText();
  }

  private static JsonNode read(String arguments) {
    try {
      return JSON.readTree(arguments);
    } catch (IOException e) {
      throw new UncheckedIOException("the model's arguments are no JSON: " + arguments, e);
    }
  }
}
