package dev.parley.examples.start;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;

/**
 * A step around a call, whatever the client: the step reads model, tokens and finish reason from
 * the answer's shape and works out the cost.
 */
public final class BasicUsage {

  private BasicUsage() {}

  /** Asks one question; prints the answer, the span, and what the conversation has cost. */
  public static void main(String[] arguments) throws Exception {
    try (ModelAccount account = ModelAccount.fromEnvironment();
        Parley parley =
            Parley.builder()
                .serviceName("basic-usage")
                .prices(PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00")))
                .console()
                .buildAndRegisterGlobal()) {
      System.out.println(ask(account.client(), "What is a trace?"));
      System.out.println("Cost so far: $" + parley.conversations().cost("session_123"));
    }
  }

  /** Asks a question in a conversation. */
  static String ask(OpenAIClient client, String question) {
    return Conversation.of("session_123")
        .user("user_456")
        .call(
            () -> {
              ChatCompletion answer =
                  Step.llm("answer")
                      .input(question)
                      .call(() -> client.chat().completions().create(request(question)));
              return answer.choices().get(0).message().content().orElse("");
            });
  }

  private static ChatCompletionCreateParams request(String question) {
    return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(question).build();
  }
}
