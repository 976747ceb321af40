package dev.parley.instrumentation.anthropic;

import com.anthropic.core.JsonValue;
import com.anthropic.core.ObjectMappers;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StructuredMessage;
import com.anthropic.models.messages.StructuredMessageCreateParams;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.service.Api;
import dev.parley.instrumentation.internal.service.Endpoint;
import java.io.IOException;
import java.util.Set;

/**
 * Messages, of the stable and the beta API. Types are told by their names where a client's older
 * versions lack them: to name such a class is to load it.
 */
final class MessagesApi implements Api {

  private static final String STABLE = "com.anthropic.models.messages.";
  private static final String BETA = "com.anthropic.models.beta.messages.";

  private static final Set<String> PARAMETERS =
      Set.of(
          STABLE + "MessageCreateParams",
          STABLE + "StructuredMessageCreateParams",
          BETA + "MessageCreateParams",
          BETA + "StructuredMessageCreateParams");

  private static final Set<String> ANSWERS =
      Set.of(
          STABLE + "Message",
          STABLE + "StructuredMessage",
          STABLE + "RawMessageStreamEvent",
          BETA + "BetaMessage",
          BETA + "StructuredMessage",
          BETA + "BetaRawMessageStreamEvent");

  @Override
  public String operation() {
    return "chat";
  }

  @Override
  public boolean takes(Class<?> parameters) {
    return PARAMETERS.contains(parameters.getName());
  }

  @Override
  public boolean gives(Class<?> answer) {
    return ANSWERS.contains(answer.getName());
  }

  @Override
  public Request request(Object parameters, Endpoint endpoint) {
    JsonNode body = ObjectMappers.jsonMapper().valueToTree(body(parameters));
    return new Request(ContentBlocks.text(body.path("model")), new MessagesQuestion(body));
  }

  private static Object body(Object parameters) {
    return switch (parameters.getClass().getName()) {
      case STABLE + "MessageCreateParams" -> ((MessageCreateParams) parameters)._body();
      case STABLE + "StructuredMessageCreateParams" ->
          ((StructuredMessageCreateParams<?>) parameters).rawParams()._body();
      case BETA + "StructuredMessageCreateParams" ->
          ((com.anthropic.models.beta.messages.StructuredMessageCreateParams<?>) parameters)
              .rawParams()
              ._body();
      default -> ((com.anthropic.models.beta.messages.MessageCreateParams) parameters)._body();
    };
  }

  @Override
  public Answer answer(Object parsed) {
    return new MessagesAnswer(ObjectMappers.jsonMapper().valueToTree(raw(parsed)));
  }

  private static Object raw(Object parsed) {
    return switch (parsed.getClass().getName()) {
      case STABLE + "StructuredMessage" -> ((StructuredMessage<?>) parsed).rawMessage();
      case BETA + "StructuredMessage" ->
          ((com.anthropic.models.beta.messages.StructuredMessage<?>) parsed).rawMessage();
      default -> parsed;
    };
  }

  @Override
  public Answer answer(byte[] body) throws IOException {
    return new MessagesAnswer(ObjectMappers.jsonMapper().readTree(body));
  }

  @Override
  public Pieces pieces(boolean content) {
    return new MessageEvents(content);
  }

  @Override
  public Object piece(String data) throws IOException {
    return ObjectMappers.jsonMapper().readValue(data, JsonValue.class);
  }
}
