package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bedrock's {@code POST /model/{id}/converse}, {@code /converse-stream}, {@code /invoke} and {@code
 * /invoke-with-response-stream}; the latter two in the form of Claude or of Nova, as the model is.
 */
final class BedrockRuntime implements Protocol {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern PATH =
      Pattern.compile(
          "/model/([^/]+)/(converse|converse-stream|invoke|invoke-with-response-stream)");

  private final ScriptedModel model;

  BedrockRuntime(ScriptedModel model) {
    this.model = model;
  }

  @Override
  public boolean serves(String path) {
    return path.startsWith("/model/");
  }

  @Override
  public boolean admits(Headers headers) {
    return headers.containsKey("Authorization");
  }

  @Override
  public Answer answer(String path, JsonNode request, Identity identity) throws Trouble {
    Matcher asked = PATH.matcher(path);
    if (!asked.matches()) {
      throw new Trouble(Trouble.Kind.NOT_FOUND, "Not found: " + path, "unknown_url");
    }
    if (!request.path("messages").isArray()) {
      throw Trouble.missing("messages");
    }
    String name = URLDecoder.decode(asked.group(1), StandardCharsets.UTF_8);
    String id =
        ModelCatalog.bedrock(name)
            .orElseThrow(
                () ->
                    new Trouble(
                        Trouble.Kind.BAD_REQUEST,
                        "The provided model identifier is invalid.",
                        "model_not_found"));
    boolean converse = asked.group(2).startsWith("converse");
    boolean streamed = asked.group(2).endsWith("stream");
    boolean claude = id.startsWith("anthropic.") && !converse;
    Prompt prompt = claude ? ClaudeMessages.prompt(request) : ConverseMessages.prompt(request);
    Reply reply = model.reply(prompt);
    Tokens tokens = Tokens.cachedWhereMarked(prompt, reply);
    Answer answer =
        claude
            ? claude(id, streamed, reply, tokens, identity)
            : own(converse, streamed, reply, tokens, identity);
    return answer.with(headers(converse || streamed, tokens, identity));
  }

  private static Answer claude(
      String id, boolean streamed, Reply reply, Tokens tokens, Identity identity) {
    String name = id.substring("anthropic.".length(), id.lastIndexOf("-v"));
    ObjectNode message =
        ClaudeMessages.message(
            name, reply, tokens, identity.answer("msg_bdrk_"), "toolu_bdrk_", identity);
    if (!streamed) {
      return Answer.json(message, tokens.output());
    }
    EventStream events = new EventStream();
    List<ObjectNode> told = ClaudeMessages.events(message);
    told.get(told.size() - 1).set("amazon-bedrock-invocationMetrics", metrics(tokens));
    told.forEach(events::addChunk);
    return events.answer(tokens.output());
  }

  /** Converse's form, and that of Amazon's own models, whose streams come in chunks. */
  private static Answer own(
      boolean converse, boolean streamed, Reply reply, Tokens tokens, Identity identity) {
    ObjectNode message = ConverseMessages.message(reply, tokens, identity);
    if (!streamed) {
      return Answer.json(message, tokens.output());
    }
    EventStream events = new EventStream();
    for (ConverseMessages.Event event : ConverseMessages.events(message)) {
      if (converse) {
        events.add(event.type(), event.payload());
      } else {
        ObjectNode chunk = JSON.createObjectNode();
        chunk.set(event.type(), event.payload());
        if (event.type().equals("metadata")) {
          chunk.set("amazon-bedrock-invocationMetrics", metrics(tokens));
        }
        events.addChunk(chunk);
      }
    }
    return events.answer(tokens.output());
  }

  private static ObjectNode metrics(Tokens tokens) {
    return JSON.createObjectNode()
        .put("inputTokenCount", tokens.uncached())
        .put("outputTokenCount", tokens.output())
        .put("invocationLatency", 400)
        .put("firstByteLatency", 120)
        .put("cacheReadInputTokenCount", tokens.cacheRead())
        .put("cacheWriteInputTokenCount", tokens.cacheWritten());
  }

  private static Map<String, String> headers(boolean uncounted, Tokens tokens, Identity identity) {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-amzn-RequestId", identity.uuid());
    if (!uncounted) {
      headers.put("X-Amzn-Bedrock-Input-Token-Count", Integer.toString(tokens.uncached()));
      headers.put("X-Amzn-Bedrock-Output-Token-Count", Integer.toString(tokens.output()));
    }
    return headers;
  }

  @Override
  public Answer refuse(Trouble trouble, Identity identity) {
    return Answer.error(
            trouble.kind() == Trouble.Kind.NO_CREDENTIALS ? 403 : trouble.kind().status(),
            JSON.createObjectNode().put("message", trouble.text()))
        .with(
            Map.of(
                "x-amzn-RequestId",
                identity.uuid(),
                "x-amzn-ErrorType",
                switch (trouble.kind()) {
                  case BAD_REQUEST, NOT_ALLOWED -> "ValidationException";
                  case NO_CREDENTIALS -> "UnrecognizedClientException";
                  case NOT_FOUND -> "ResourceNotFoundException";
                  case RATE_LIMIT -> "ThrottlingException";
                  case FAILURE -> "InternalServerException";
                }));
  }
}
