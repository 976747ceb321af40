package dev.parley.examples.clients;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import java.util.List;
import java.util.Objects;

/**
 * OpenAI's client before another provider that speaks OpenAI's protocol: Azure, a gateway, a server
 * of one's own. The provider is recorded as the one behind the address.
 */
public final class CompatibleCalls {

  private CompatibleCalls() {}

  /** Asks what {@code OPENAI_BASE_URL} names with {@code OPENAI_API_KEY}, else the loopback one. */
  public static void main(String[] arguments) throws Exception {
    String key = System.getenv("OPENAI_API_KEY");
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley = ExampleTelemetry.start("compatible-calls")) {
      OpenAIClient client =
          key == null ? at(provider.baseUrl(), "none") : OpenAIOkHttpClient.fromEnv();
      System.out.println(talk(parley, client));
      client.close();
    }
  }

  static OpenAIClient at(String baseUrl, String key) {
    return OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey(key).build();
  }

  /** Two turns, both streamed; with the usage, which compatible servers tell when asked to. */
  static List<String> talk(Parley parley, OpenAIClient plain) {
    OpenAIClient client = OpenAiInstrumentation.create(parley).instrument(plain);
    return Conversation.of("compatible_session")
        .user("user_456")
        .call(
            () -> {
              ChatCompletionCreateParams.Builder chat =
                  ChatCompletionCreateParams.builder()
                      .model(Objects.requireNonNullElse(System.getenv("OPENAI_MODEL"), "gpt-4o"))
                      .streamOptions(
                          ChatCompletionStreamOptions.builder().includeUsage(true).build())
                      .addUserMessage(Orders.FIRST);
              String first = stream(client, chat.build());
              chat.addAssistantMessage(first).addUserMessage(Orders.SECOND);
              return List.of(first, stream(client, chat.build()));
            });
  }

  private static String stream(OpenAIClient client, ChatCompletionCreateParams request) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(request)) {
      chunks.stream().forEach(whole::accumulate);
    }
    return whole.chatCompletion().choices().get(0).message().content().orElse("");
  }
}
