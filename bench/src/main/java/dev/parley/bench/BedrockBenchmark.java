package dev.parley.bench;

import dev.parley.instrumentation.bedrock.BedrockInstrumentation;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** Calls of Bedrock's runtime client over a transport that does nothing. */
@State(Scope.Thread)
public class BedrockBenchmark {
  private static final String MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";

  private final BedrockRuntimeClient plain = client();
  private final BedrockRuntimeClient contentOff = observed(false).instrument(plain);
  private final BedrockRuntimeClient contentOn = observed(true).instrument(plain);
  private final BedrockRuntimeAsyncClient plainStream = streamingClient();
  private final BedrockRuntimeAsyncClient streamOff = observed(false).instrument(plainStream);
  private final BedrockRuntimeAsyncClient streamOn = observed(true).instrument(plainStream);

  private static BedrockInstrumentation observed(boolean content) {
    return BedrockInstrumentation.create(PlainTelemetry.parley(content));
  }

  private static BedrockRuntimeClient client() {
    return BedrockRuntimeClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(URI.create("http://localhost"))
        .httpClient(new BedrockTransport(SampleAnswers.bedrock()))
        .build();
  }

  /** All that it does, it does on the thread that is measured. */
  private static BedrockRuntimeAsyncClient streamingClient() {
    return BedrockRuntimeAsyncClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(URI.create("http://localhost"))
        .httpClient(new BedrockStreamTransport(SampleAnswers.bedrockEvents()))
        .asyncConfiguration(
            options ->
                options.advancedOption(
                    SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
        .build();
  }

  private static SystemContentBlock instructions() {
    return SystemContentBlock.fromText("You help customers.");
  }

  private static Message prompt() {
    return Message.builder()
        .role(ConversationRole.USER)
        .content(ContentBlock.fromText(SampleTraffic.PROMPT))
        .build();
  }

  private static InferenceConfiguration options() {
    return InferenceConfiguration.builder().temperature(0.2f).maxTokens(1024).build();
  }

  private static ConverseResponse ask(BedrockRuntimeClient client) {
    return client.converse(
        request ->
            request
                .modelId(MODEL)
                .system(instructions())
                .messages(prompt())
                .inferenceConfig(options()));
  }

  /** The client alone. */
  @Benchmark
  public ConverseResponse plain() {
    return ask(plain);
  }

  /** Instrumented; content is not captured. */
  @Benchmark
  public ConverseResponse contentOff() {
    return ask(contentOff);
  }

  /** Instrumented, and all of the content is captured. */
  @Benchmark
  public ConverseResponse contentOn() {
    return ask(contentOn);
  }

  /** A streamed answer of the client alone. */
  @Benchmark
  public long plainStream() {
    return read(plainStream);
  }

  /** Instrumented; content is not captured. */
  @Benchmark
  public long streamOff() {
    return read(streamOff);
  }

  /** Instrumented, and all of the content is captured. */
  @Benchmark
  public long streamOn() {
    return read(streamOn);
  }

  private static long read(BedrockRuntimeAsyncClient client) {
    AtomicLong pieces = new AtomicLong();
    client
        .converseStream(
            request ->
                request
                    .modelId(MODEL)
                    .system(instructions())
                    .messages(prompt())
                    .inferenceConfig(options()),
            ConverseStreamResponseHandler.builder()
                .subscriber(piece -> pieces.incrementAndGet())
                .build())
        .join();
    return pieces.get();
  }
}
