package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.openai.core.ObjectMappers;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.StructuredResponse;
import com.openai.models.responses.StructuredResponseCreateParams;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.service.Api;
import dev.parley.instrumentation.internal.service.Endpoint;
import java.io.IOException;

/**
 * Responses. Only what creates one calls a model: retrieving a response, or the events of one that
 * works in the background, reads again what was created before.
 */
final class ResponsesApi implements Api {

  @Override
  public String operation() {
    return "chat";
  }

  /** A response can be created from nothing but defaults that are kept at the provider. */
  @Override
  public boolean takes(Class<?> parameters) {
    return parameters == ResponseCreateParams.class
        || parameters == StructuredResponseCreateParams.class
        || parameters == Void.class;
  }

  @Override
  public boolean gives(Class<?> answer) {
    return answer == Response.class
        || answer == StructuredResponse.class
        || answer == ResponseStreamEvent.class;
  }

  @Override
  public Request request(Object parameters, Endpoint endpoint) {
    Object body =
        parameters instanceof StructuredResponseCreateParams<?> structured
            ? structured.rawParams()._body()
            : ((ResponseCreateParams) parameters)._body();
    JsonNode request = ObjectMappers.jsonMapper().valueToTree(body);
    String model = JsonFields.text(request.path("model"));
    return new Request(model == null ? endpoint.model() : model, new ResponsesQuestion(request));
  }

  @Override
  public Request request(Endpoint endpoint) {
    return new Request(endpoint.model(), new ResponsesQuestion(MissingNode.getInstance()));
  }

  @Override
  public Answer answer(Object parsed) {
    Object raw =
        parsed instanceof StructuredResponse<?> structured ? structured.rawResponse() : parsed;
    return new ResponsesAnswer(ObjectMappers.jsonMapper().valueToTree(raw));
  }

  @Override
  public Answer answer(byte[] body) throws IOException {
    return new ResponsesAnswer(ObjectMappers.jsonMapper().readTree(body));
  }

  @Override
  public Pieces pieces(boolean content) {
    return new ResponsePieces(content);
  }

  @Override
  public Object piece(String data) throws IOException {
    return ObjectMappers.jsonMapper().readValue(data, ResponseStreamEvent.class);
  }
}
