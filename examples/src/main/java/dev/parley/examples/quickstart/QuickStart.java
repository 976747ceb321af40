package dev.parley.examples.quickstart;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.Workflow;

/**
 * A conversation, a workflow, a step and an instrumented client: what an application adds to be
 * monitored. It asks the loopback provider, so it needs no key; with a key of your own, {@code
 * OpenAIOkHttpClient.fromEnv()} takes its place.
 */
public final class QuickStart {

  private QuickStart() {}

  /** Asks one question and prints the answer; telemetry goes to {@code OTEL_EXPORTER_OTLP_*}. */
  public static void main(String[] arguments) throws Exception {
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley =
            Parley.builder()
                .serviceName("quick-start")
                .prices(PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00")))
                .build()) {
      System.out.println(answer(parley, provider.baseUrl(), "When will my order arrive?"));
    }
  }

  /** Answers a question in a conversation. */
  @SuppressWarnings("try") // The conversation works by being open.
  static String answer(Parley parley, String baseUrl, String question) {
    OpenAIClient client =
        OpenAiInstrumentation.create(parley)
            .instrument(OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey("none").build());
    try (var conversation = Conversation.of("session_123").user("user_456").open()) {
      return Workflow.of("order_lookup")
          .type("rag")
          .call(
              () ->
                  Step.llm("answer")
                      .on(parley)
                      .tag("production")
                      .category("customer_support")
                      .input(question)
                      .call(() -> text(client.chat().completions().create(params(question)))));
    } finally {
      client.close();
    }
  }

  private static ChatCompletionCreateParams params(String question) {
    return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(question).build();
  }

  private static String text(ChatCompletion completion) {
    return completion.choices().get(0).message().content().orElse("");
  }
}
