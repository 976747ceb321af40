package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.testing.Loopback;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeAsyncClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The SDK's clients before a loopback service. */
abstract class BedrockLoopback extends Loopback {

  static final String CLAUDE = "anthropic.claude-3-5-sonnet-20240620-v1:0";

  static final String NOVA = "amazon.nova-lite-v1:0";

  static final String HELLO =
      """
      {"metrics":{"latencyMs":461},
       "output":{"message":{"role":"assistant","content":[{"text":"Hello."}]}},
       "stopReason":"end_turn","usage":{"inputTokens":12,"outputTokens":8,"totalTokens":20}}
      """;

  static final Map<String, String> EVENTS =
      Map.of("Content-Type", "application/vnd.amazon.eventstream");

  private final List<SdkAutoCloseable> clients = new ArrayList<>();

  @AfterEach
  void closeClients() {
    clients.forEach(SdkAutoCloseable::close);
  }

  BedrockInstrumentation bedrock() {
    return BedrockInstrumentation.create(parley);
  }

  /** A retry waits for no more than milliseconds. */
  private <B extends AwsClientBuilder<B, ?>> B local(B builder) {
    return builder
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(URI.create(server.origin()))
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .retryStrategy(
                    DefaultRetryStrategy.standardStrategyBuilder()
                        .backoffStrategy(attempt -> Duration.ofMillis(1))
                        .throttlingBackoffStrategy(attempt -> Duration.ofMillis(1))
                        .build())
                .build());
  }

  /** Shared by all tests: a group of its own makes a client wait for two seconds as it closes. */
  private static final SdkEventLoopGroup EVENT_LOOPS =
      SdkEventLoopGroup.builder().numberOfThreads(2).build();

  /** The loopback server knows no HTTP/2. */
  static NettyNioAsyncHttpClient.Builder http() {
    return NettyNioAsyncHttpClient.builder().eventLoopGroup(EVENT_LOOPS).protocol(Protocol.HTTP1_1);
  }

  BedrockRuntimeClientBuilder builder() {
    return local(BedrockRuntimeClient.builder());
  }

  BedrockRuntimeAsyncClientBuilder asyncBuilder() {
    return local(BedrockRuntimeAsyncClient.builder()).httpClientBuilder(http());
  }

  BedrockAgentRuntimeAsyncClientBuilder agentBuilder() {
    return local(BedrockAgentRuntimeAsyncClient.builder()).httpClientBuilder(http());
  }

  /** Closed after the test. */
  <C extends SdkAutoCloseable> C closed(C client) {
    clients.add(client);
    return client;
  }

  BedrockRuntimeClient client() {
    return bedrock().instrument(closed(builder().build()));
  }

  BedrockRuntimeAsyncClient asyncClient() {
    return bedrock().instrument(closed(asyncBuilder().build()));
  }

  BedrockAgentRuntimeAsyncClient agents() {
    return bedrock().instrumentAgents(closed(agentBuilder().build()));
  }
}
