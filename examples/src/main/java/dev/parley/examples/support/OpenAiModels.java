package dev.parley.examples.support;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Parley;
import java.util.List;

/** OpenAI's models, by chat completions. */
final class OpenAiModels implements ModelClient {
  private final OpenAIClient client;

  OpenAiModels(Parley parley, String baseUrl, String apiKey) {
    this.client =
        OpenAiInstrumentation.create(parley)
            .instrument(OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey(apiKey).build());
  }

  @Override
  public Said.Answer ask(ModelRequest request) {
    ChatCompletion completion =
        request.streamed()
            ? stream(params(request))
            : client.chat().completions().create(params(request));
    ChatCompletionMessage message = completion.choices().get(0).message();
    List<Said.Call> calls =
        message.toolCalls().orElse(List.of()).stream()
            .map(call -> call(call.asFunction()))
            .toList();
    return new Said.Answer(message.content().orElse(""), calls);
  }

  private ChatCompletion stream(ChatCompletionCreateParams params) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client
            .chat()
            .completions()
            .createStreaming(
                params.toBuilder()
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build())) {
      chunks.stream().forEach(whole::accumulate);
    }
    return whole.chatCompletion();
  }

  private static Said.Call call(ChatCompletionMessageFunctionToolCall call) {
    return new Said.Call(call.id(), call.function().name(), call.function().arguments());
  }

  private static ChatCompletionCreateParams params(ModelRequest request) {
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder()
            .model(request.model())
            .temperature(request.temperature())
            .maxCompletionTokens(ModelRequest.MOST_TOKENS)
            .addSystemMessage(request.instructions());
    request.said().forEach(said -> add(params, said));
    request.tools().forEach(tool -> params.addFunctionTool(definition(tool)));
    return params.build();
  }

  private static void add(ChatCompletionCreateParams.Builder params, Said said) {
    if (said instanceof Said.Question question) {
      params.addUserMessage(question.text());
    } else if (said instanceof Said.Note note) {
      params.addSystemMessage(note.text());
    } else if (said instanceof Said.Answer answer) {
      ChatCompletionAssistantMessageParam.Builder message =
          ChatCompletionAssistantMessageParam.builder();
      if (!answer.text().isEmpty()) {
        message.content(answer.text());
      }
      for (Said.Call call : answer.calls()) {
        message.addToolCall(
            ChatCompletionMessageFunctionToolCall.builder()
                .id(call.id())
                .function(
                    ChatCompletionMessageFunctionToolCall.Function.builder()
                        .name(call.tool())
                        .arguments(call.arguments())
                        .build())
                .build());
      }
      params.addMessage(message.build());
    } else if (said instanceof Said.Results results) {
      for (Said.Result result : results.results()) {
        params.addMessage(
            ChatCompletionToolMessageParam.builder()
                .toolCallId(result.call().id())
                .content(result.json())
                .build());
      }
    }
  }

  private static FunctionDefinition definition(Tool tool) {
    FunctionParameters.Builder parameters = FunctionParameters.builder();
    tool.schema()
        .forEach((key, value) -> parameters.putAdditionalProperty(key, JsonValue.from(value)));
    return FunctionDefinition.builder()
        .name(tool.name())
        .description(tool.description())
        .parameters(parameters.build())
        .build();
  }

  @Override
  public void close() {
    client.close();
  }
}
