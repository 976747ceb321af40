package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.service.Api;
import dev.parley.instrumentation.internal.service.Endpoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Embeddings. Their vectors are never recorded. */
final class EmbeddingsApi implements Api {

  @Override
  public String operation() {
    return "embeddings";
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
  public Request request(Object parameters, Endpoint endpoint) {
    JsonNode request =
        ObjectMappers.jsonMapper().valueToTree(((EmbeddingCreateParams) parameters)._body());
    String model = JsonFields.text(request.path("model"));
    return new Request(model == null ? endpoint.model() : model, new EmbeddingsQuestion(request));
  }

  /** Without the vectors, which nobody needs to copy. */
  @Override
  public Answer answer(Object parsed) {
    CreateEmbeddingResponse response = (CreateEmbeddingResponse) parsed;
    Map<String, Object> raw = new HashMap<>();
    response._model().asKnown().ifPresent(model -> raw.put("model", model));
    response._usage().asKnown().ifPresent(usage -> raw.put("usage", usage));
    return new ChatAnswer(ObjectMappers.jsonMapper().valueToTree(raw));
  }

  @Override
  public Answer answer(byte[] body) throws IOException {
    return new ChatAnswer(ObjectMappers.jsonMapper().readTree(body));
  }

  @Override
  public Pieces pieces(boolean content) {
    throw new IllegalStateException("embeddings do not come piece by piece");
  }

  @Override
  public @Nullable Object piece(String data) {
    return null;
  }
}
