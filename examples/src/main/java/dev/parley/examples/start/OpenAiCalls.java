package dev.parley.examples.start;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;

/** OpenAI's client, observed: two turns of one conversation, each one a span, a call and a cost. */
public final class OpenAiCalls {

  private OpenAiCalls() {}

  /** Asks twice and prints both answers. */
  public static void main(String[] arguments) throws Exception {
    try (ModelAccount account = ModelAccount.fromEnvironment();
        Parley parley = ExampleTelemetry.start("openai-calls")) {
      System.out.println(talk(parley, account.client()));
    }
  }

  /** Two turns; the second one sends the first one's messages along. */
  static String talk(Parley parley, OpenAIClient plain) {
    OpenAiInstrumentation openAi = OpenAiInstrumentation.create(parley);
    OpenAIClient client = openAi.instrument(plain);
    return Conversation.of("support_session_456")
        .user("user_456")
        .call(
            () -> {
              ChatCompletionCreateParams.Builder chat =
                  ChatCompletionCreateParams.builder()
                      .model("gpt-4o")
                      .addUserMessage("I need help with my order");
              String first = ask(client, chat.build());
              chat.addAssistantMessage(first).addUserMessage("Order #12345");
              String second = ask(client, chat.build());
              // Calls of the plain client are not observed; it is the same connection pool.
              boolean same = openAi.uninstrument(client) == plain;
              return first + "\n" + second + "\nThe plain client comes back: " + same;
            });
  }

  private static String ask(OpenAIClient client, ChatCompletionCreateParams request) {
    return client
        .chat()
        .completions()
        .create(request)
        .choices()
        .get(0)
        .message()
        .content()
        .orElse("");
  }
}
