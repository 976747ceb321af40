package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Embeddings. Their vectors are never recorded. */
final class EmbeddingsApi implements Api {

  private static final AttributeKey<List<String>> ENCODING_FORMATS =
      AttributeKey.stringArrayKey("gen_ai.request.encoding_formats");
  private static final AttributeKey<Long> DIMENSIONS =
      AttributeKey.longKey("gen_ai.embeddings.dimension.count");

  @Override
  public String operation() {
    return "embeddings";
  }

  @Override
  public @Nullable String type() {
    return null;
  }

  @Override
  public boolean takes(Class<?> parameters) {
    return parameters == EmbeddingCreateParams.class;
  }

  @Override
  public boolean gives(Class<?> answer) {
    return answer == CreateEmbeddingResponse.class;
  }

  @Override
  public Object body(Object parameters) {
    return ((EmbeddingCreateParams) parameters)._body();
  }

  /** Without the vectors, which nobody needs to copy. */
  @Override
  public Object raw(Object answer) {
    CreateEmbeddingResponse response = (CreateEmbeddingResponse) answer;
    Map<String, Object> raw = new HashMap<>();
    response._model().asKnown().ifPresent(model -> raw.put("model", model));
    response._usage().asKnown().ifPresent(usage -> raw.put("usage", usage));
    return raw;
  }

  @Override
  public void options(Span span, JsonNode request) {
    JsonNode format = request.path("encoding_format");
    if (format.isTextual()) {
      span.setAttribute(ENCODING_FORMATS, List.of(format.textValue()));
    }
    JsonNode dimensions = request.path("dimensions");
    if (dimensions.isIntegralNumber()) {
      span.setAttribute(DIMENSIONS, dimensions.longValue());
    }
    JsonNode user = request.path("user");
    if (user.isTextual()) {
      span.setAttribute("gen_ai.request.user", user.textValue());
    }
  }

  @Override
  public void identity(Span span, JsonNode answer) {
    ResponseAttributes.identity(span, answer);
  }

  /** Each input is a message of the user's; tokens are no text, so they have a role alone. */
  @Override
  public void content(Span span, JsonNode request, JsonNode answer, ContentCapture capture) {
    JsonNode input = request.path("input");
    ObjectNode asked = JsonNodeFactory.instance.objectNode();
    ArrayNode messages = asked.putArray("messages");
    if (input.isTextual() || input.path(0).isNumber()) {
      message(messages, input);
    } else {
      input.forEach(each -> message(messages, each));
    }
    capture.write(span, asked, MissingNode.getInstance());
  }

  private static void message(ArrayNode messages, JsonNode input) {
    ObjectNode message = messages.addObject().put("role", "user");
    if (input.isTextual()) {
      message.set("content", input);
    }
  }

  @Override
  public Pieces pieces(boolean content) {
    throw new IllegalStateException("embeddings do not come piece by piece");
  }
}
