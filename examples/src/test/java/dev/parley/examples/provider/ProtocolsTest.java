package dev.parley.examples.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.NotFoundException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.genai.Client;
import com.google.genai.errors.ClientException;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.parley.examples.scenario.Scenarios;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;

/** The protocols that no example shows, and trouble, as the real clients see them. */
class ProtocolsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CLAUDE = "global.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String NOVA = "amazon.nova-lite-v1:0";

  private final Scenarios scenarios = Scenarios.load();

  @Test
  @DisplayName("Bedrock: a model of each form is invoked, whole and piece by piece, with its usage")
  void invoke() throws IOException {
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(scenarios);
        BedrockRuntimeAsyncClient client = bedrock(provider)) {
      String claude =
          "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":100,"
              + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
      InvokeModelResponse response =
          client
              .invokeModel(request -> request.modelId(CLAUDE).body(SdkBytes.fromUtf8String(claude)))
              .join();
      JsonNode whole = JSON.readTree(response.body().asUtf8String());
      assertThat(whole.path("model").asText()).isEqualTo("claude-haiku-4-5-20251001");
      String text = whole.path("content").path(0).path("text").asText();
      assertThat(text).isNotBlank();
      String input = whole.path("usage").path("input_tokens").asText();
      assertThat(response.sdkHttpResponse().firstMatchingHeader("X-Amzn-Bedrock-Input-Token-Count"))
          .contains(input);
      List<JsonNode> events = stream(client, CLAUDE, claude);
      assertThat(events.get(0).path("type").asText()).isEqualTo("message_start");
      assertThat(joined(events, "/delta/text")).isEqualTo(text);
      assertThat(
              events
                  .get(events.size() - 1)
                  .at("/amazon-bedrock-invocationMetrics/inputTokenCount")
                  .asText())
          .isEqualTo(input);

      String nova = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]}";
      JsonNode answer =
          JSON.readTree(
              client
                  .invokeModel(request -> request.modelId(NOVA).body(SdkBytes.fromUtf8String(nova)))
                  .join()
                  .body()
                  .asUtf8String());
      assertThat(joined(stream(client, NOVA, nova), "/contentBlockDelta/delta/text"))
          .isEqualTo(answer.at("/output/message/content/0/text").asText())
          .isNotBlank();
    }
  }

  @Test
  @DisplayName("Embeddings of OpenAI and Gemini: near where texts have words in common")
  void embeddings() throws IOException {
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(scenarios)) {
      OpenAIClient openAi =
          OpenAIOkHttpClient.builder().baseUrl(provider.baseUrl()).apiKey("test").build();
      CreateEmbeddingResponse response =
          openAi
              .embeddings()
              .create(
                  EmbeddingCreateParams.builder()
                      .model("text-embedding-3-small")
                      .inputOfArrayOfStrings(
                          List.of("where is my parcel", "is my parcel here", "blue lamp"))
                      .build());
      List<Float> first = response.data().get(0).embedding();
      assertThat(product(first, response.data().get(1).embedding()))
          .isGreaterThan(product(first, response.data().get(2).embedding()));
      assertThat(response.usage().promptTokens()).isPositive();
      try (Client gemini = gemini(provider)) {
        assertThat(
                gemini
                    .models
                    .embedContent("gemini-embedding-001", List.of("one", "two"), null)
                    .embeddings()
                    .orElseThrow())
            .hasSize(2);
      }
    }
  }

  @Test
  @DisplayName("Now and then a 429, which each library's own retry overcomes, or a failure")
  void trouble() throws IOException {
    try (LoopbackProvider provider = LoopbackProvider.start(scenarios, Pace.AT_ONCE);
        BedrockRuntimeAsyncClient bedrock = bedrock(provider);
        Client gemini = gemini(provider)) {
      AnthropicClient anthropic =
          AnthropicOkHttpClient.builder().baseUrl(provider.origin()).apiKey("test").build();
      assertThat(again(provider, text -> anthropic(anthropic, text).id())).isBetween(1, 30);
      assertThat(
              again(
                  provider,
                  text ->
                      gemini
                          .models
                          .generateContent("gemini-2.5-flash", text, null)
                          .responseId()
                          .orElseThrow()))
          .isBetween(1, 30);
      assertThat(
              again(
                  provider,
                  text ->
                      bedrock
                          .invokeModel(
                              request ->
                                  request.modelId(NOVA).body(SdkBytes.fromUtf8String(hello(text))))
                          .join()
                          .contentType()))
          .isBetween(1, 60);
    }
  }

  @Test
  @DisplayName("A model that it doesn't have is the error that each library knows")
  void unknownModel() throws IOException {
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(scenarios);
        BedrockRuntimeAsyncClient bedrock = bedrock(provider);
        Client gemini = gemini(provider)) {
      AnthropicClient anthropic =
          AnthropicOkHttpClient.builder().baseUrl(provider.origin()).apiKey("test").build();
      assertThatThrownBy(
              () ->
                  anthropic
                      .messages()
                      .create(
                          MessageCreateParams.builder()
                              .model("claude-nine")
                              .maxTokens(10)
                              .addUserMessage("Hello")
                              .build()))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("claude-nine");
      assertThatThrownBy(() -> gemini.models.generateContent("gemini-nine", "Hello", null))
          .isInstanceOf(ClientException.class)
          .hasMessageContaining("gemini-nine");
      assertThatThrownBy(
              () ->
                  bedrock
                      .converse(
                          request ->
                              request
                                  .modelId("nine")
                                  .messages(
                                      software.amazon.awssdk.services.bedrockruntime.model.Message
                                          .builder()
                                          .role("user")
                                          .content(ContentBlock.fromText("Hello"))
                                          .build()))
                      .join())
          .hasMessageContaining("model identifier is invalid");
    }
  }

  private static String hello(String text) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + text + "\"}]}]}";
  }

  /** How many requests were more than one for each question. */
  private static int again(LoopbackProvider provider, Function<String, String> ask) {
    int again = 0;
    for (int i = 0; i < 120; i++) {
      int before = provider.requests();
      try {
        assertThat(ask.apply("Question number " + i)).isNotBlank();
      } catch (RuntimeException failure) {
        assertThat(failure).hasMessageContaining("error while processing");
      }
      again += provider.requests() - before - 1;
    }
    return again;
  }

  private static Message anthropic(AnthropicClient client, String text) {
    return client
        .messages()
        .create(
            MessageCreateParams.builder()
                .model("claude-haiku-4-5")
                .maxTokens(10)
                .addUserMessage(text)
                .build());
  }

  private static Client gemini(LoopbackProvider provider) {
    return Client.builder()
        .apiKey("test")
        .vertexAI(false)
        .httpOptions(
            HttpOptions.builder()
                .baseUrl(provider.origin())
                .retryOptions(HttpRetryOptions.builder().attempts(3).initialDelay(0.01).build())
                .build())
        .build();
  }

  private static BedrockRuntimeAsyncClient bedrock(LoopbackProvider provider) {
    return BedrockRuntimeAsyncClient.builder()
        .endpointOverride(URI.create(provider.origin()))
        .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(
            override ->
                override.retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .throttlingBackoffStrategy(BackoffStrategy.fixedDelay(Duration.ofMillis(5)))
                        .build()))
        .build();
  }

  private static List<JsonNode> stream(
      BedrockRuntimeAsyncClient client, String model, String body) {
    List<JsonNode> events = new CopyOnWriteArrayList<>();
    client
        .invokeModelWithResponseStream(
            request -> request.modelId(model).body(SdkBytes.fromUtf8String(body)),
            InvokeModelWithResponseStreamResponseHandler.builder()
                .subscriber(
                    InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                        .onChunk(chunk -> events.add(read(chunk.bytes().asString(UTF_8))))
                        .build())
                .build())
        .join();
    return events;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + json, e);
    }
  }

  private static String joined(List<JsonNode> events, String pointer) {
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append(event.at(pointer).asText("")));
    return text.toString();
  }

  private static double product(List<Float> one, List<Float> other) {
    double sum = 0;
    for (int i = 0; i < one.size(); i++) {
      sum += one.get(i) * other.get(i);
    }
    return sum;
  }
}
