package dev.parley.examples.clients;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.instrumentation.bedrock.BedrockInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Workflow;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;

/** Bedrock's client, observed: Converse with a tool, and ConverseStream. */
public final class BedrockCalls {
  private static final String MODEL = "amazon.nova-lite-v1:0";
  private static final SystemContentBlock SYSTEM = SystemContentBlock.fromText(Orders.INSTRUCTIONS);

  private final Parley parley;
  private final BedrockRuntimeAsyncClient client;
  private final List<Message> chat = new ArrayList<>();

  BedrockCalls(Parley parley, BedrockRuntimeAsyncClient plain) {
    this.parley = parley;
    BedrockInstrumentation bedrock = BedrockInstrumentation.create(parley);
    BedrockRuntimeAsyncClient client = bedrock.instrument(plain);
    this.client = client;
  }

  /**
   * Asks Bedrock, by AWS's default credentials and region, where {@code PARLEY_EXAMPLE_REAL} is
   * {@code true}; else the loopback provider.
   */
  public static void main(String[] arguments) throws Exception {
    boolean real = Boolean.parseBoolean(System.getenv("PARLEY_EXAMPLE_REAL"));
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley = ExampleTelemetry.start("bedrock-calls");
        BedrockRuntimeAsyncClient client =
            real ? BedrockRuntimeAsyncClient.create() : loopback(provider)) {
      new BedrockCalls(parley, client).talk().forEach(System.out::println);
    }
  }

  static BedrockRuntimeAsyncClient loopback(LoopbackProvider provider) {
    return BedrockRuntimeAsyncClient.builder()
        .endpointOverride(URI.create(provider.origin()))
        .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none")))
        .build();
  }

  /** Two turns: one with a tool, one streamed. */
  List<String> talk() {
    return Conversation.of("bedrock_session")
        .user("user_456")
        .call(
            () -> {
              String first = Workflow.of("order_question").call(this::askWithTool);
              String second = Workflow.of("order_question").call(this::askStreamed);
              return List.of(first, second);
            });
  }

  private String askWithTool() {
    say(ConversationRole.USER, List.of(ContentBlock.fromText(Orders.FIRST)));
    Message answer = converse();
    List<ContentBlock> results = new ArrayList<>();
    for (ContentBlock block : answer.content()) {
      if (block.toolUse() != null) {
        results.add(carryOut(block.toolUse()));
      }
    }
    if (!results.isEmpty()) {
      say(ConversationRole.USER, results);
      answer = converse();
    }
    StringBuilder text = new StringBuilder();
    answer.content().forEach(block -> text.append(block.text() == null ? "" : block.text()));
    return text.toString();
  }

  private Message converse() {
    Message answer =
        client
            .converse(
                request -> request.modelId(MODEL).system(SYSTEM).messages(chat).toolConfig(tools()))
            .join()
            .output()
            .message();
    chat.add(answer);
    return answer;
  }

  private ContentBlock carryOut(ToolUseBlock call) {
    Document order = call.input().asMap().get("order");
    Map<String, Object> found =
        Orders.lookUp(
            parley,
            call.toolUseId(),
            Map.of("order", order == null ? "unknown" : order.asString()));
    return ContentBlock.fromToolResult(
        result ->
            result
                .toolUseId(call.toolUseId())
                .content(ToolResultContentBlock.fromText(Orders.json(found))));
  }

  private String askStreamed() {
    say(ConversationRole.USER, List.of(ContentBlock.fromText(Orders.SECOND)));
    StringBuilder text = new StringBuilder();
    client
        .converseStream(
            request -> request.modelId(MODEL).system(SYSTEM).messages(chat).toolConfig(tools()),
            ConverseStreamResponseHandler.builder()
                .subscriber(
                    ConverseStreamResponseHandler.Visitor.builder()
                        .onContentBlockDelta(piece -> text.append(piece.delta().text()))
                        .build())
                .build())
        .join();
    return text.toString();
  }

  private void say(ConversationRole role, List<ContentBlock> content) {
    chat.add(Message.builder().role(role).content(content).build());
  }

  private static ToolConfiguration tools() {
    Document schema =
        Document.mapBuilder()
            .putString("type", "object")
            .putMap(
                "properties",
                properties ->
                    properties.putMap("order", order -> order.putString("type", "string")))
            .putList("required", required -> required.addString(Orders.REQUIRED))
            .build();
    return ToolConfiguration.builder()
        .tools(
            Tool.fromToolSpec(
                spec ->
                    spec.name(Orders.TOOL)
                        .description(Orders.DESCRIPTION)
                        .inputSchema(ToolInputSchema.fromJson(schema))))
        .build();
  }
}
