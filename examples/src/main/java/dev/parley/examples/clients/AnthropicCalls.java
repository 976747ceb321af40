package dev.parley.examples.clients;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.instrumentation.anthropic.AnthropicInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Workflow;
import java.util.List;
import java.util.stream.Collectors;

/** Anthropic's client, observed: messages, a tool, and a streamed answer. */
public final class AnthropicCalls {
  private final Parley parley;
  private final AnthropicClient client;
  private final MessageCreateParams.Builder chat =
      MessageCreateParams.builder()
          .model("claude-haiku-4-5")
          .maxTokens(300)
          .system(Orders.INSTRUCTIONS)
          .addTool(lookUpOrder());

  AnthropicCalls(Parley parley, AnthropicClient plain) {
    this.parley = parley;
    AnthropicInstrumentation anthropic = AnthropicInstrumentation.create(parley);
    AnthropicClient client = anthropic.instrument(plain);
    this.client = client;
  }

  /** Asks Anthropic where {@code ANTHROPIC_API_KEY} is set, else the loopback provider. */
  public static void main(String[] arguments) throws Exception {
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley = ExampleTelemetry.start("anthropic-calls")) {
      AnthropicClient client =
          System.getenv("ANTHROPIC_API_KEY") == null
              ? loopback(provider)
              : AnthropicOkHttpClient.fromEnv();
      new AnthropicCalls(parley, client).talk().forEach(System.out::println);
      client.close();
    }
  }

  static AnthropicClient loopback(LoopbackProvider provider) {
    return AnthropicOkHttpClient.builder().baseUrl(provider.origin()).apiKey("none").build();
  }

  /** Two turns: one with a tool, one streamed. */
  List<String> talk() {
    return Conversation.of("anthropic_session")
        .user("user_456")
        .call(
            () -> {
              String first = Workflow.of("order_question").call(this::askWithTool);
              String second = Workflow.of("order_question").call(this::askStreamed);
              return List.of(first, second);
            });
  }

  private String askWithTool() {
    chat.addUserMessage(Orders.FIRST);
    Message answer = client.messages().create(chat.build());
    chat.addMessage(answer);
    List<ContentBlockParam> results =
        answer.content().stream()
            .flatMap(block -> block.toolUse().stream())
            .map(
                call ->
                    ContentBlockParam.ofToolResult(
                        ToolResultBlockParam.builder()
                            .toolUseId(call.id())
                            .content(
                                Orders.json(
                                    Orders.lookUp(
                                        parley,
                                        call.id(),
                                        Orders.object(Orders.json(call._input())))))
                            .build()))
            .toList();
    if (!results.isEmpty()) {
      answer = client.messages().create(chat.addUserMessageOfContentBlockParams(results).build());
      chat.addMessage(answer);
    }
    return text(answer);
  }

  private String askStreamed() {
    chat.addUserMessage(Orders.SECOND);
    MessageAccumulator whole = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(chat.build())) {
      events.stream().forEach(whole::accumulate);
    }
    return text(whole.message());
  }

  private static String text(Message message) {
    return message.content().stream()
        .flatMap((ContentBlock block) -> block.text().stream())
        .map(text -> text.text())
        .collect(Collectors.joining());
  }

  private static Tool lookUpOrder() {
    Tool.InputSchema.Properties.Builder properties = Tool.InputSchema.Properties.builder();
    Orders.PROPERTIES.forEach(
        (name, schema) -> properties.putAdditionalProperty(name, JsonValue.from(schema)));
    return Tool.builder()
        .name(Orders.TOOL)
        .description(Orders.DESCRIPTION)
        .inputSchema(
            Tool.InputSchema.builder()
                .properties(properties.build())
                .required(List.of(Orders.REQUIRED))
                .build())
        .build();
  }
}
