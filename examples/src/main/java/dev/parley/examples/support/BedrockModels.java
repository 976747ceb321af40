package dev.parley.examples.support;

import dev.parley.instrumentation.bedrock.BedrockInstrumentation;
import dev.parley.sdk.Parley;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointType;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;

/**
 * Models that Bedrock hosts, by Converse. Instructions and tools, which never change, are cached.
 */
final class BedrockModels implements ModelClient {
  private final BedrockRuntimeAsyncClient client;

  /** Models behind an endpoint that takes any credentials, and HTTP/1.1. */
  BedrockModels(Parley parley, String endpoint) {
    this.client =
        BedrockInstrumentation.create(parley)
            .instrument(
                BedrockRuntimeAsyncClient.builder()
                    .endpointOverride(URI.create(endpoint))
                    .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                    .region(Region.US_EAST_1)
                    .credentialsProvider(
                        StaticCredentialsProvider.create(
                            AwsBasicCredentials.create("demo", "demo")))
                    .overrideConfiguration(
                        override ->
                            override.retryStrategy(
                                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                    .throttlingBackoffStrategy(
                                        BackoffStrategy.fixedDelay(Duration.ofMillis(20)))
                                    .build()))
                    .build());
  }

  @Override
  public Said.Answer ask(ModelRequest request) {
    try {
      if (request.streamed()) {
        ConverseParts parts = new ConverseParts();
        client.converseStream(streamRequest(request), parts.handler()).join();
        return parts.answer();
      }
      Message message = client.converse(wholeRequest(request)).join().output().message();
      StringBuilder text = new StringBuilder();
      List<Said.Call> calls = new ArrayList<>();
      for (ContentBlock block : message.content()) {
        if (block.text() != null) {
          text.append(block.text());
        } else if (block.toolUse() != null) {
          calls.add(
              new Said.Call(
                  block.toolUse().toolUseId(),
                  block.toolUse().name(),
                  Json.write(block.toolUse().input().unwrap())));
        }
      }
      return new Said.Answer(text.toString(), calls);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static ConverseRequest wholeRequest(ModelRequest request) {
    return ConverseRequest.builder()
        .modelId(request.model())
        .system(system(request))
        .messages(messages(request))
        .inferenceConfig(inference(request))
        .toolConfig(tools(request))
        .build();
  }

  private static ConverseStreamRequest streamRequest(ModelRequest request) {
    return ConverseStreamRequest.builder()
        .modelId(request.model())
        .system(system(request))
        .messages(messages(request))
        .inferenceConfig(inference(request))
        .toolConfig(tools(request))
        .build();
  }

  private static InferenceConfiguration inference(ModelRequest request) {
    return InferenceConfiguration.builder()
        .temperature((float) request.temperature())
        .maxTokens(ModelRequest.MOST_TOKENS)
        .build();
  }

  private static List<SystemContentBlock> system(ModelRequest request) {
    List<SystemContentBlock> system = new ArrayList<>();
    system.add(SystemContentBlock.fromText(request.instructions()));
    system.add(SystemContentBlock.fromCachePoint(point -> point.type(CachePointType.DEFAULT)));
    if (!request.notes().isEmpty()) {
      system.add(SystemContentBlock.fromText(request.notes()));
    }
    return system;
  }

  private static ToolConfiguration tools(ModelRequest request) {
    return ToolConfiguration.builder()
        .tools(
            request.tools().stream()
                .map(
                    tool ->
                        software.amazon.awssdk.services.bedrockruntime.model.Tool.fromToolSpec(
                            spec ->
                                spec.name(tool.name())
                                    .description(tool.description())
                                    .inputSchema(
                                        ToolInputSchema.fromJson(Documents.of(tool.schema())))))
                .toList())
        .build();
  }

  private static List<Message> messages(ModelRequest request) {
    List<Message> messages = new ArrayList<>();
    for (Said said : request.said()) {
      if (said instanceof Said.Question question) {
        messages.add(
            message(ConversationRole.USER, List.of(ContentBlock.fromText(question.text()))));
      } else if (said instanceof Said.Answer answer) {
        messages.add(message(ConversationRole.ASSISTANT, blocks(answer)));
      } else if (said instanceof Said.Results results) {
        messages.add(
            message(
                ConversationRole.USER,
                results.results().stream().map(BedrockModels::block).toList()));
      }
    }
    return messages;
  }

  private static List<ContentBlock> blocks(Said.Answer answer) {
    List<ContentBlock> blocks = new ArrayList<>();
    if (!answer.text().isEmpty()) {
      blocks.add(ContentBlock.fromText(answer.text()));
    }
    for (Said.Call call : answer.calls()) {
      blocks.add(
          ContentBlock.fromToolUse(
              use ->
                  use.toolUseId(call.id())
                      .name(call.tool())
                      .input(Documents.of(Json.object(call.arguments())))));
    }
    return blocks;
  }

  private static ContentBlock block(Said.Result result) {
    return ContentBlock.fromToolResult(
        told ->
            told.toolUseId(result.call().id())
                .content(
                    ToolResultContentBlock.fromJson(Documents.of(Json.object(result.json())))));
  }

  private static Message message(ConversationRole role, List<ContentBlock> blocks) {
    return Message.builder().role(role).content(blocks).build();
  }

  @Override
  public void close() {
    client.close();
  }
}
