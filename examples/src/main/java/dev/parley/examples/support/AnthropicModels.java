package dev.parley.examples.support;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlockParam;
import dev.parley.instrumentation.anthropic.AnthropicInstrumentation;
import dev.parley.sdk.Parley;
import java.util.ArrayList;
import java.util.List;

/**
 * Anthropic's models, at the temperature they have of themselves. Instructions and tools, which
 * never change, are cached.
 */
final class AnthropicModels implements ModelClient {
  private final AnthropicClient client;

  AnthropicModels(Parley parley, String baseUrl, String apiKey) {
    this.client =
        AnthropicInstrumentation.create(parley)
            .instrument(AnthropicOkHttpClient.builder().baseUrl(baseUrl).apiKey(apiKey).build());
  }

  @Override
  public Said.Answer ask(ModelRequest request) {
    Message message =
        request.streamed() ? stream(params(request)) : client.messages().create(params(request));
    StringBuilder text = new StringBuilder();
    List<Said.Call> calls = new ArrayList<>();
    for (ContentBlock block : message.content()) {
      block.text().ifPresent(part -> text.append(part.text()));
      block
          .toolUse()
          .ifPresent(
              call ->
                  calls.add(
                      new Said.Call(
                          call.id(),
                          call.name(),
                          Json.write(call._input().convert(Object.class)))));
    }
    return new Said.Answer(text.toString(), calls);
  }

  private Message stream(MessageCreateParams params) {
    MessageAccumulator whole = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(params)) {
      events.stream().forEach(whole::accumulate);
    }
    return whole.message();
  }

  private static MessageCreateParams params(ModelRequest request) {
    List<TextBlockParam> system = new ArrayList<>();
    system.add(
        TextBlockParam.builder()
            .text(request.instructions())
            .cacheControl(CacheControlEphemeral.builder().build())
            .build());
    if (!request.notes().isEmpty()) {
      system.add(TextBlockParam.builder().text(request.notes()).build());
    }
    MessageCreateParams.Builder params =
        MessageCreateParams.builder()
            .model(request.model())
            .maxTokens(ModelRequest.MOST_TOKENS)
            .systemOfTextBlockParams(system);
    request.said().forEach(said -> add(params, said));
    request.tools().forEach(tool -> params.addTool(definition(tool)));
    return params.build();
  }

  private static void add(MessageCreateParams.Builder params, Said said) {
    List<ContentBlockParam> blocks = new ArrayList<>();
    if (said instanceof Said.Question question) {
      params.addUserMessage(question.text());
    } else if (said instanceof Said.Answer answer) {
      if (!answer.text().isEmpty()) {
        blocks.add(ContentBlockParam.ofText(answer.text()));
      }
      for (Said.Call call : answer.calls()) {
        ToolUseBlockParam.Input.Builder input = ToolUseBlockParam.Input.builder();
        Json.object(call.arguments())
            .forEach((key, value) -> input.putAdditionalProperty(key, JsonValue.from(value)));
        blocks.add(
            ContentBlockParam.ofToolUse(
                ToolUseBlockParam.builder()
                    .id(call.id())
                    .name(call.tool())
                    .input(input.build())
                    .build()));
      }
      params.addAssistantMessageOfContentBlockParams(blocks);
    } else if (said instanceof Said.Results results) {
      for (Said.Result result : results.results()) {
        blocks.add(
            ContentBlockParam.ofToolResult(
                ToolResultBlockParam.builder()
                    .toolUseId(result.call().id())
                    .content(result.json())
                    .build()));
      }
      params.addUserMessageOfContentBlockParams(blocks);
    }
  }

  private static com.anthropic.models.messages.Tool definition(Tool tool) {
    var properties = com.anthropic.models.messages.Tool.InputSchema.Properties.builder();
    tool.properties()
        .forEach((name, type) -> properties.putAdditionalProperty(name, JsonValue.from(type)));
    return com.anthropic.models.messages.Tool.builder()
        .name(tool.name())
        .description(tool.description())
        .inputSchema(
            com.anthropic.models.messages.Tool.InputSchema.builder()
                .properties(properties.build())
                .required(tool.parameters())
                .build())
        .build();
  }

  @Override
  public void close() {
    client.close();
  }
}
