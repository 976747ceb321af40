package dev.parley.instrumentation.openai;

import static dev.parley.instrumentation.openai.JsonFields.integer;
import static dev.parley.instrumentation.openai.JsonFields.number;
import static dev.parley.instrumentation.openai.JsonFields.text;
import static dev.parley.instrumentation.openai.JsonFields.texts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ToolDefinition;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a chat asks for. It reads the JSON that the client sends, where an unset option is absent;
 * so nothing that was not set is ever written, and a value that was set to 0 or "" is.
 *
 * @param request the body of the request, which need not have the other two
 * @param asked its messages, read where they are recorded
 * @param offered its tools, read where they are recorded
 */
record ChatQuestion(JsonNode request, Supplier<List<Message>> asked, Supplier<JsonNode> offered)
    implements Question {

  @Override
  public void options(Span span) {
    JsonNode limit = request.path("max_completion_tokens");
    Long seed = integer(request.path("seed"));
    String format = text(request.path("response_format").path("type"));
    new RequestOptions(span)
        .text("openai.api.type", "chat_completions")
        .temperature(number(request.path("temperature")))
        .topP(number(request.path("top_p")))
        .frequencyPenalty(number(request.path("frequency_penalty")))
        .presencePenalty(number(request.path("presence_penalty")))
        .maxTokens(integer(limit.isNumber() ? limit : request.path("max_tokens")))
        .seed(seed)
        .choiceCount(integer(request.path("n")))
        .user(text(request.path("user")))
        .reasoningLevel(text(request.path("reasoning_effort")))
        .stopSequences(texts(request.path("stop")))
        .text("gen_ai.openai.request.response_format", format)
        .outputType(outputType(format));
    if (seed != null) {
      span.setAttribute("gen_ai.openai.request.seed", seed);
    }
    ServiceTier.request(span, request);
  }

  static @Nullable String outputType(@Nullable String format) {
    if (format == null) {
      return null;
    }
    return format.startsWith("json") ? "json" : "text";
  }

  @Override
  public List<Message> messages() {
    return asked.get();
  }

  @Override
  public List<ToolDefinition> tools() {
    return Tools.of(offered.get());
  }
}
