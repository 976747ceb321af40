package dev.parley.examples.start;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A provider by plain HTTP, Anthropic here, without any client. The step reads what the request
 * asks for and what the answer says, cached tokens included, from their shape.
 */
public final class PlainHttp {
  private static final JsonMapper JSON = new JsonMapper();

  /** Cached after the first request. */
  private static final List<Map<String, Object>> SYSTEM =
      List.of(
          Map.of(
              "type",
              "text",
              "text",
              "You answer in one sentence.",
              "cache_control",
              Map.of("type", "ephemeral")));

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI messages;
  private final String key;

  PlainHttp(String baseUrl, String key) {
    this.messages = URI.create(baseUrl + "/v1/messages");
    this.key = key;
  }

  /** Talks in two turns with Anthropic, or without an account with a stand-in. */
  public static void main(String[] arguments) throws Exception {
    String key = System.getenv("ANTHROPIC_API_KEY");
    try (LoopbackProvider standIn = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley = ExampleTelemetry.start("plain-http")) {
      PlainHttp anthropic =
          key == null
              ? new PlainHttp(standIn.origin(), "none")
              : new PlainHttp("https://api.anthropic.com", key);
      anthropic.talk().forEach(System.out::println);
      System.out.println(parley.conversations().stats("session_123"));
    }
  }

  /** Two turns of one conversation. */
  List<String> talk() throws Exception {
    List<Map<String, Object>> said = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (String question : List.of("How are you?", "And what is a span?")) {
      said.add(Map.of("role", "user", "content", question));
      Map<String, Object> request =
          Map.of(
              "model",
              "claude-sonnet-4-5",
              "max_tokens",
              300,
              "system",
              SYSTEM,
              "messages",
              List.copyOf(said));
      Map<String, Object> answer =
          Conversation.of("session_123")
              .call(() -> Step.llm("chat claude").input(request).call(() -> send(request)));
      String text = text(answer);
      said.add(Map.of("role", "assistant", "content", text));
      answers.add(text);
    }
    return answers;
  }

  private Map<String, Object> send(Map<String, Object> request)
      throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(messages)
            .header("x-api-key", key)
            .header("anthropic-version", "2023-06-01")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)))
            .build();
    HttpResponse<String> response = http.send(post, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("Anthropic answered " + response.statusCode());
    }
    return JSON.readValue(response.body(), new TypeReference<>() {});
  }

  private static String text(Map<String, Object> answer) {
    return JSON.valueToTree(answer).path("content").path(0).path("text").asText();
  }
}
