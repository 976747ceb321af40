package dev.parley.instrumentation.openai;

import static dev.parley.instrumentation.openai.JsonFields.integer;
import static dev.parley.instrumentation.openai.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be embedded.
 *
 * @param request the body of the request
 */
record EmbeddingsQuestion(JsonNode request) implements Question {

  private static final AttributeKey<List<String>> ENCODING_FORMATS =
      AttributeKey.stringArrayKey("gen_ai.request.encoding_formats");
  private static final AttributeKey<Long> DIMENSIONS =
      AttributeKey.longKey("gen_ai.embeddings.dimension.count");

  @Override
  public void options(Span span) {
    String format = text(request.path("encoding_format"));
    if (format != null) {
      span.setAttribute(ENCODING_FORMATS, List.of(format));
    }
    Long dimensions = integer(request.path("dimensions"));
    if (dimensions != null) {
      span.setAttribute(DIMENSIONS, dimensions);
    }
    new RequestOptions(span).user(text(request.path("user")));
  }

  /** Each input is a message of the user's; tokens are no text, so they have a role alone. */
  @Override
  public List<Message> messages() {
    JsonNode input = request.path("input");
    List<Message> messages = new ArrayList<>();
    if (input.isTextual() || input.path(0).isNumber()) {
      messages.add(message(input));
    } else {
      input.forEach(each -> messages.add(message(each)));
    }
    return messages;
  }

  private static Message message(JsonNode input) {
    return Message.of(
        "user", input.isTextual() ? List.of(new Part.Text(input.textValue())) : List.of());
  }
}
