package dev.parley.examples.e2e;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.examples.clients.AnthropicCalls;
import dev.parley.examples.clients.BedrockCalls;
import dev.parley.examples.clients.GeminiCalls;
import dev.parley.examples.clients.ResponsesCalls;
import dev.parley.examples.cost.Budgets;
import dev.parley.examples.observe.ObservedMethods;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import java.io.IOException;

/**
 * Examples that set Parley up themselves, instrument their clients and observe their methods by a
 * proxy, one after the other in one process: what an agent finds in an application that was written
 * without it.
 */
final class UnchangedExamples {
  private UnchangedExamples() {}

  public static void main(String[] arguments) throws Exception {
    AnthropicCalls.main(arguments);
    BedrockCalls.main(arguments);
    GeminiCalls.main(arguments);
    ResponsesCalls.main(arguments);
    Budgets.main(arguments);
    ObservedMethods.main(arguments);
    redacted();
    // Some clients leave threads behind.
    System.exit(0);
  }

  /** Of what a client says, the agent records what the application's redactor leaves. */
  private static void redacted() throws IOException {
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley =
            Parley.builder()
                .redactor((key, text) -> text.replace("4111111111111111", "[card]"))
                .buildAndRegisterGlobal()) {
      OpenAIClient client =
          OpenAIOkHttpClient.builder().baseUrl(provider.baseUrl()).apiKey("none").build();
      Conversation.of("redacted")
          .run(
              () ->
                  client
                      .chat()
                      .completions()
                      .create(
                          ChatCompletionCreateParams.builder()
                              .model("gpt-4o")
                              .addUserMessage("Charge 4111111111111111")
                              .build()));
      System.out.println("Unpriced so far: " + parley.unpricedCalls());
    }
  }
}
