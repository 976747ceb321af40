package dev.parley.instrumentation.openai;

import static dev.parley.instrumentation.openai.JsonFields.integer;
import static dev.parley.instrumentation.openai.JsonFields.number;
import static dev.parley.instrumentation.openai.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.ContextRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a response is asked for. It reads the JSON that the client sends, where an unset option is
 * absent; so nothing that was not set is ever written, and a value that was set to 0 or "" is.
 *
 * @param request the body of the request
 */
record ResponsesQuestion(JsonNode request) implements Question {

  @Override
  public void options(Span span) {
    String format = text(request.path("text").path("format").path("type"));
    String previous = text(request.path("previous_response_id"));
    String conversation = conversation();
    new RequestOptions(span)
        .text("openai.api.type", "responses")
        .temperature(number(request.path("temperature")))
        .topP(number(request.path("top_p")))
        .maxTokens(integer(request.path("max_output_tokens")))
        .user(text(request.path("user")))
        .reasoningLevel(text(request.path("reasoning").path("effort")))
        .text("gen_ai.openai.request.response_format", format)
        .outputType(ChatQuestion.outputType(format))
        .text("gen_ai.request.previous_response.id", previous)
        .text("gen_ai.openai.request.previous_response_id", previous)
        .text("gen_ai.openai.request.conversation_id", conversation);
    ServiceTier.request(span, request);
    // The application's own conversation wins over the one that the provider keeps.
    if (conversation != null && ContextRecord.in(Context.current()).conversationId() == null) {
      span.setAttribute(GenAiAttributes.CONVERSATION_ID, conversation);
    }
  }

  private @Nullable String conversation() {
    JsonNode conversation = request.path("conversation");
    return text(conversation.isObject() ? conversation.path("id") : conversation);
  }

  @Override
  public List<Message> instructions() {
    String instructions = text(request.path("instructions"));
    return instructions == null
        ? List.of()
        : List.of(Message.of("system", List.of(new Part.Text(instructions))));
  }

  @Override
  public List<Message> messages() {
    JsonNode input = request.path("input");
    return input.isTextual()
        ? List.of(Message.of("user", List.of(new Part.Text(input.textValue()))))
        : ResponseItems.asked(input);
  }

  @Override
  public List<ToolDefinition> tools() {
    return Tools.of(request.path("tools"));
  }
}
