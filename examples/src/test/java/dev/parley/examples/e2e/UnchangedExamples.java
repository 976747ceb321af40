package dev.parley.examples.e2e;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.parley.examples.clients.AnthropicCalls;
import dev.parley.examples.clients.BedrockCalls;
import dev.parley.examples.clients.GeminiCalls;
import dev.parley.examples.clients.ResponsesCalls;
import dev.parley.examples.cost.Budgets;
import dev.parley.examples.observe.ObservedMethods;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.instrumentation.langchain4j.LangChain4jInstrumentation;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import java.io.IOException;

/**
 * Examples that set Parley up themselves, instrument their clients and observe their methods by a
 * proxy, one after the other in one process: what an agent finds in an application that was written
 * without it.
 */
final class UnchangedExamples {
  private static final String QUESTION = "Where is order 4711?";

  private UnchangedExamples() {}

  public static void main(String[] arguments) throws Exception {
    AnthropicCalls.main(arguments);
    BedrockCalls.main(arguments);
    GeminiCalls.main(arguments);
    ResponsesCalls.main(arguments);
    Budgets.main(arguments);
    ObservedMethods.main(arguments);
    redacted();
    framework();
    silenced();
    // Some clients leave threads behind.
    System.exit(0);
  }

  /** What the application observes as LangChain4j's, the agent observes as the client's as well. */
  private static void framework() throws IOException {
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley = Parley.builder().build()) {
      OpenAIClient client =
          OpenAIOkHttpClient.builder().baseUrl(provider.baseUrl()).apiKey("none").build();
      ChatModel model =
          LangChain4jInstrumentation.create(parley).instrument((ChatModel) new OwnModel(client));
      Conversation.of("framework").run(() -> model.chat(QUESTION));
    }
  }

  /** A model of LangChain4j's by the provider's own client. */
  private record OwnModel(OpenAIClient client) implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      ChatCompletion answer =
          complete(client, ((UserMessage) request.messages().get(0)).singleText());
      CompletionUsage used = answer.usage().orElseThrow();
      return ChatResponse.builder()
          .aiMessage(AiMessage.from(answer.choices().get(0).message().content().orElse("")))
          .modelName(answer.model())
          .tokenUsage(new TokenUsage((int) used.promptTokens(), (int) used.completionTokens()))
          .build();
    }
  }

  /**
   * What the application no longer wants observed, the agent does not observe either; whom it names
   * as the provider is told.
   */
  private static void silenced() throws IOException {
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley = Parley.builder().build()) {
      OpenAIClient client =
          OpenAIOkHttpClient.builder().baseUrl(provider.baseUrl()).apiKey("none").build();
      OpenAiInstrumentation openAi = OpenAiInstrumentation.create(parley);
      ask("told", openAi.provider("ollama").instrument(client), QUESTION);
      ask("untold", openAi.uninstrument(client), QUESTION);
      openAi.uninstrument();
      ask("untold", client, QUESTION);
      ask("told", openAi.instrument(client), QUESTION);
    }
  }

  private static void ask(String conversation, OpenAIClient client, String question) {
    Conversation.of(conversation).run(() -> complete(client, question));
  }

  private static ChatCompletion complete(OpenAIClient client, String question) {
    return client
        .chat()
        .completions()
        .create(
            ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(question).build());
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
      ask("redacted", client, "Charge 4111111111111111");
      System.out.println("Unpriced so far: " + parley.unpricedCalls());
    }
  }
}
