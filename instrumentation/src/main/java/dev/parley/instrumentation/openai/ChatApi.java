package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.StructuredChatCompletion;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import io.opentelemetry.api.trace.Span;

/** Chat completions. */
final class ChatApi implements Api {

  @Override
  public String operation() {
    return "chat";
  }

  @Override
  public String type() {
    return "chat_completions";
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
  public Object body(Object parameters) {
    return parameters instanceof StructuredChatCompletionCreateParams<?> structured
        ? structured.rawParams()._body()
        : ((ChatCompletionCreateParams) parameters)._body();
  }

  @Override
  public Object raw(Object answer) {
    return answer instanceof StructuredChatCompletion<?> structured
        ? structured.rawChatCompletion()
        : answer;
  }

  @Override
  public void options(Span span, JsonNode request) {
    RequestAttributes.options(span, request);
  }

  @Override
  public void identity(Span span, JsonNode answer) {
    ResponseAttributes.identity(span, answer);
    ResponseAttributes.finishReasons(span, answer.path("choices"));
  }

  @Override
  public void content(Span span, JsonNode request, JsonNode answer, ContentCapture capture) {
    capture.write(span, request, answer.path("choices"));
  }

  @Override
  public Pieces pieces(boolean content) {
    return new ChatPieces(content);
  }
}
