package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.util.HashMap;
import java.util.Map;

/** Anthropic's {@code POST /v1/messages}, streamed or not. */
final class AnthropicMessages implements Protocol {
  private static final JsonMapper JSON = new JsonMapper();

  private final ScriptedModel model;

  AnthropicMessages(ScriptedModel model) {
    this.model = model;
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/v1/messages");
  }

  @Override
  public boolean admits(Headers headers) {
    return headers.containsKey("x-api-key") || headers.containsKey("Authorization");
  }

  @Override
  public Answer answer(String path, JsonNode request, Identity identity) throws Trouble {
    if (!request.path("messages").isArray()) {
      throw Trouble.missing("messages");
    }
    if (!request.path("max_tokens").isNumber()) {
      throw Trouble.missing("max_tokens");
    }
    String name = request.path("model").asText();
    String snapshot =
        ModelCatalog.ANTHROPIC
            .snapshot(name)
            .orElseThrow(
                () -> new Trouble(Trouble.Kind.NOT_FOUND, "model: " + name, "not_found_error"));
    Prompt prompt = ClaudeMessages.prompt(request);
    Reply reply = model.reply(prompt);
    Tokens tokens = Tokens.cachedWhereMarked(prompt, reply);
    ObjectNode message =
        ClaudeMessages.message(
            snapshot, reply, tokens, identity.answer("msg_"), "toolu_", identity);
    Answer answer;
    if (request.path("stream").asBoolean()) {
      ServerSentEvents events = new ServerSentEvents();
      ClaudeMessages.events(message).forEach(events::addNamed);
      answer = Answer.events(events, tokens.output());
    } else {
      answer = Answer.json(message, tokens.output());
    }
    return answer.with(Map.of("request-id", identity.answer("req_")));
  }

  @Override
  public Answer refuse(Trouble trouble, Identity identity) {
    ObjectNode body = JSON.createObjectNode();
    body.put("type", "error");
    body.putObject("error").put("type", type(trouble.kind())).put("message", trouble.text());
    body.put("request_id", identity.answer("req_"));
    Map<String, String> headers = new HashMap<>(OpenAiErrors.retry(trouble));
    headers.put("request-id", identity.answer("req_"));
    return Answer.error(trouble.kind().status(), body).with(headers);
  }

  private static String type(Trouble.Kind kind) {
    return switch (kind) {
      case BAD_REQUEST, NOT_ALLOWED -> "invalid_request_error";
      case NO_CREDENTIALS -> "authentication_error";
      case NOT_FOUND -> "not_found_error";
      case RATE_LIMIT -> "rate_limit_error";
      case FAILURE -> "api_error";
    };
  }
}
