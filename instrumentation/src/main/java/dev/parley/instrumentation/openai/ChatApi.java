package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.StructuredChatCompletion;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.service.Api;
import dev.parley.instrumentation.internal.service.Endpoint;
import java.io.IOException;

/** Chat completions. */
final class ChatApi implements Api {

  @Override
  public String operation() {
    return "chat";
  }

  @Override
  public boolean takes(Class<?> parameters) {
    return parameters == ChatCompletionCreateParams.class
        || parameters == StructuredChatCompletionCreateParams.class;
  }

  @Override
  public boolean gives(Class<?> answer) {
    return answer == ChatCompletion.class
        || answer == StructuredChatCompletion.class
        || answer == ChatCompletionChunk.class;
  }

  @Override
  public Request request(Object parameters, Endpoint endpoint) {
    ChatCompletionCreateParams params =
        parameters instanceof StructuredChatCompletionCreateParams<?> structured
            ? structured.rawParams()
            : (ChatCompletionCreateParams) parameters;
    JsonNode request = ChatTrees.options(params);
    String model = JsonFields.text(request.path("model"));
    return new Request(
        model == null ? endpoint.model() : model,
        new ChatQuestion(request, () -> ChatTrees.messages(params), () -> ChatTrees.tools(params)));
  }

  @Override
  public Answer answer(Object parsed) {
    ChatCompletion answer =
        parsed instanceof StructuredChatCompletion<?> structured
            ? structured.rawChatCompletion()
            : (ChatCompletion) parsed;
    return ParsedChat.of(answer);
  }

  @Override
  public Answer answer(byte[] body) throws IOException {
    return new ChatAnswer(ObjectMappers.jsonMapper().readTree(body));
  }

  @Override
  public Pieces pieces(boolean content) {
    return new ChatPieces(content);
  }

  @Override
  public Object piece(String data) throws IOException {
    return ObjectMappers.jsonMapper().readValue(data, ChatCompletionChunk.class);
  }
}
