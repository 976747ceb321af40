package dev.parley.instrumentation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.instrumentation.testing.Loopback;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** What works with the oldest version of the SDK as well; by the API that it has. */
class BedrockCompatibilityTest extends Loopback {

  private static final String MODEL = "amazon.nova-lite-v1:0";

  private static final String HELLO =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"Hello."}]}},
       "stopReason":"end_turn","usage":{"inputTokens":12,"outputTokens":8,"totalTokens":20}}
      """;

  private static final Map<String, String> EVENTS =
      Map.of("Content-Type", "application/vnd.amazon.eventstream");

  private static final Message HI =
      Message.builder().role("user").content(ContentBlock.fromText("Hi")).build();

  private <B extends AwsClientBuilder<B, ?>> B local(B builder) {
    return builder
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(URI.create(server.origin()));
  }

  private BedrockInstrumentation bedrock() {
    return BedrockInstrumentation.create(parley);
  }

  private void check(int items) {
    Map<String, Object> span = attributes(onlySpan());
    assertThat(span)
        .containsEntry("gen_ai.prompt.0.content", "Hi")
        .containsEntry("gen_ai.completion.0.content", "Hello.");
    assertThat(span.get("parley.stream.items")).isEqualTo(items == 0 ? null : (Long) (long) items);
    exporter.reset();
  }

  @Test
  @DisplayName("Converse and InvokeModel, by a wrapped client and by one with the interceptor")
  void synchronous() {
    try (BedrockRuntimeClient plain = local(BedrockRuntimeClient.builder()).build();
        BedrockRuntimeClient built =
            bedrock().instrument(local(BedrockRuntimeClient.builder())).build()) {
      for (BedrockRuntimeClient client : List.of(bedrock().instrument(plain), built)) {
        server.answer(429, Map.of("x-amzn-ErrorType", "ThrottlingException"), "{}");
        server.answer(200, HELLO);
        client.converse(request -> request.modelId(MODEL).messages(HI));
        assertThat(attributes(onlySpan()))
            .containsEntry("http.request.resend_count", 1L)
            .containsEntry("gen_ai.usage.output_tokens", 8L);
        check(0);

        server.answer(200, "{\"generation\":\"Hello.\",\"stop_reason\":\"stop\"}");
        SdkBytes body = SdkBytes.fromUtf8String("{\"prompt\":\"Hi\"}");
        client.invokeModel(request -> request.modelId("meta.llama3").body(body));
        check(0);
      }
    }
  }

  @Test
  @DisplayName("ConverseStream, by a wrapped client and by one with the interceptor")
  void streamed() {
    try (BedrockRuntimeAsyncClient plain = asynchronous();
        BedrockRuntimeAsyncClient built =
            bedrock()
                .instrument(local(BedrockRuntimeAsyncClient.builder()).httpClientBuilder(http()))
                .build()) {
      for (BedrockRuntimeAsyncClient client : List.of(bedrock().instrument(plain), built)) {
        server.answer(
            200,
            EVENTS,
            new EventStreams()
                .event("messageStart", "{\"role\":\"assistant\"}")
                .event("contentBlockDelta", "{\"delta\":{\"text\":\"Hello.\"}}")
                .event("messageStop", "{\"stopReason\":\"end_turn\"}")
                .bytes());
        List<ConverseStreamOutput> events = new CopyOnWriteArrayList<>();
        client
            .converseStream(
                request -> request.modelId(MODEL).messages(HI),
                ConverseStreamResponseHandler.builder().subscriber(events::add).build())
            .join();
        assertThat(events).hasSize(3);
        check(3);
      }
    }
  }

  private BedrockRuntimeAsyncClient asynchronous() {
    return local(BedrockRuntimeAsyncClient.builder()).httpClientBuilder(http()).build();
  }

  private static NettyNioAsyncHttpClient.Builder http() {
    return NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1);
  }

  @Test
  @DisplayName("InvokeAgent")
  void agent() {
    try (BedrockAgentRuntimeAsyncClient plain =
        local(BedrockAgentRuntimeAsyncClient.builder()).httpClientBuilder(http()).build()) {
      server.answer(
          200, EVENTS, new EventStreams().event("chunk", "{\"bytes\":\"SGVsbG8u\"}").bytes());
      bedrock()
          .instrumentAgents(plain)
          .invokeAgent(
              request -> request.agentId("A").agentAliasId("L").sessionId("s").inputText("Hi"),
              InvokeAgentResponseHandler.builder().subscriber(event -> {}).build())
          .join();
      check(1);
    }
  }
}
