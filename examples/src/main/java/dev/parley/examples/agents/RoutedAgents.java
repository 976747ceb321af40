package dev.parley.examples.agents;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Agent;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.Tool;
import java.util.Locale;
import java.util.Map;

/**
 * A router that gives each question to a specialist. Every span says which agent acted; one
 * question is one turn, however many calls it takes.
 */
public final class RoutedAgents {
  private final OpenAIClient client;

  RoutedAgents(OpenAIClient client) {
    this.client = client;
  }

  /** Asks a question for each specialist. */
  public static void main(String[] arguments) throws Exception {
    try (ModelAccount account = ModelAccount.fromEnvironment();
        Parley parley = ExampleTelemetry.start("routed-agents")) {
      RoutedAgents agents =
          new RoutedAgents(OpenAiInstrumentation.create(parley).instrument(account.client()));
      System.out.println(agents.ask("I want my money back"));
      System.out.println(agents.ask("My tent leaks"));
    }
  }

  /** One turn: the router decides, the specialist answers. */
  String ask(String question) {
    return Conversation.of("support_789")
        .user("user_456")
        .call(
            () ->
                Agent.of("router")
                    .id("agent-1")
                    .version("3")
                    .call(() -> Step.agent("invoke_agent router").call(() -> route(question))));
  }

  private String route(String question) {
    chat("Which specialist is this for: billing or technical?", question);
    String specialist =
        question.toLowerCase(Locale.ROOT).contains("money") ? "billing" : "technical";
    return Agent.of(specialist)
        .call(() -> Step.agent("invoke_agent " + specialist).call(() -> solve(question)));
  }

  private String solve(String question) {
    String facts =
        Tool.of("search_handbook").arguments(Map.of("query", question)).call(() -> "Page 12");
    return chat("Answer from: " + facts, question);
  }

  private String chat(String instructions, String question) {
    return client
        .chat()
        .completions()
        .create(
            ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addSystemMessage(instructions)
                .addUserMessage(question)
                .build())
        .choices()
        .get(0)
        .message()
        .content()
        .orElse("");
  }
}
