package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gemini's {@code POST /v1beta/models/{model}:generateContent}, {@code :streamGenerateContent},
 * {@code :embedContent} and {@code :batchEmbedContents}.
 */
final class GeminiModels implements Protocol {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern PATH =
      Pattern.compile(
          "/v1(?:beta|alpha)?/models/([^/:]+)"
              + ":(generateContent|streamGenerateContent|embedContent|batchEmbedContents)");
  private static final int DIMENSIONS = 64;

  private final ScriptedModel model;

  GeminiModels(ScriptedModel model) {
    this.model = model;
  }

  @Override
  public boolean serves(String path) {
    return path.startsWith("/v1beta/") || PATH.matcher(path).matches();
  }

  @Override
  public boolean admits(Headers headers) {
    return headers.containsKey("x-goog-api-key") || headers.containsKey("Authorization");
  }

  @Override
  public Answer answer(String path, JsonNode request, Identity identity) throws Trouble {
    Matcher asked = PATH.matcher(path);
    if (!asked.matches()) {
      throw new Trouble(Trouble.Kind.NOT_FOUND, "Not found: " + path, "unknown_url");
    }
    String name = asked.group(1);
    String version =
        ModelCatalog.GEMINI
            .snapshot(name)
            .orElseThrow(
                () ->
                    new Trouble(
                        Trouble.Kind.NOT_FOUND,
                        "models/" + name + " is not found for API version v1beta",
                        "model_not_found"));
    return switch (asked.group(2)) {
      case "embedContent" -> embed(request);
      case "batchEmbedContents" -> embedBatch(request);
      case "streamGenerateContent" -> generate(request, version, identity, true);
      default -> generate(request, version, identity, false);
    };
  }

  private Answer generate(JsonNode request, String version, Identity identity, boolean streamed)
      throws Trouble {
    if (!request.path("contents").isArray()) {
      throw Trouble.missing("contents");
    }
    Prompt prompt = prompt(request);
    Reply reply = model.reply(prompt);
    Tokens tokens = Tokens.cachedByItself(prompt, reply, version.startsWith("gemini-2.5"));
    if (!streamed) {
      ArrayNode parts = parts(reply, reply.content());
      return Answer.json(response(parts, "STOP", version, tokens, identity), tokens.output());
    }
    ServerSentEvents events = new ServerSentEvents();
    List<String> pieces = reply.callsTools() ? List.of("") : Protocol.pieces(reply.content());
    for (int i = 0; i < pieces.size(); i++) {
      boolean last = i == pieces.size() - 1;
      ArrayNode parts = parts(reply, pieces.get(i));
      events.add(response(parts, last ? "STOP" : "", version, tokens, identity));
    }
    return Answer.events(events, tokens.output());
  }

  private static Prompt prompt(JsonNode request) {
    Prompt prompt = new Prompt();
    for (JsonNode tool : request.path("tools")) {
      prompt.tools(tool.path("functionDeclarations"), "/name");
    }
    JsonNode system = request.path("systemInstruction");
    if (system.isObject()) {
      prompt.add(Said.of(Said.Role.SYSTEM, Texts.of(system.path("parts")), system));
    }
    for (JsonNode content : request.path("contents")) {
      boolean callsTools = false;
      boolean told = false;
      for (JsonNode part : content.path("parts")) {
        callsTools |= part.has("functionCall");
        JsonNode result = part.path("functionResponse");
        if (result.isObject()) {
          told = true;
          prompt.add(Said.of(Said.Role.TOOL, result.path("response").toString(), part));
        }
      }
      if (!told) {
        Said.Role role =
            content.path("role").asText().equals("model") ? Said.Role.ASSISTANT : Said.Role.USER;
        prompt.add(Said.of(role, Texts.of(content.path("parts")), callsTools, content));
      }
    }
    return prompt;
  }

  private static ArrayNode parts(Reply reply, String text) {
    ArrayNode parts = JSON.createArrayNode();
    if (!reply.callsTools()) {
      parts.addObject().put("text", text);
    }
    for (Reply.Call call : reply.calls()) {
      parts
          .addObject()
          .putObject("functionCall")
          .put("name", call.tool())
          .set("args", ClaudeMessages.read(call.arguments()));
    }
    return parts;
  }

  /** A response or a piece of one, which has no finish reason before the last. */
  private static ObjectNode response(
      ArrayNode parts, String finishReason, String version, Tokens tokens, Identity identity) {
    ObjectNode response = JSON.createObjectNode();
    ObjectNode candidate = response.putArray("candidates").addObject();
    candidate.putObject("content").put("role", "model").set("parts", parts);
    candidate.put("index", 0);
    ObjectNode usage = response.putObject("usageMetadata");
    usage.put("promptTokenCount", tokens.input());
    if (tokens.cacheRead() > 0) {
      usage.put("cachedContentTokenCount", tokens.cacheRead());
    }
    if (finishReason.isEmpty()) {
      usage.put("totalTokenCount", tokens.input());
    } else {
      candidate.put("finishReason", finishReason);
      usage.put("candidatesTokenCount", tokens.output() - tokens.reasoning());
      if (tokens.reasoning() > 0) {
        usage.put("thoughtsTokenCount", tokens.reasoning());
      }
      usage.put("totalTokenCount", tokens.input() + tokens.output());
    }
    response.put("modelVersion", version);
    response.put("responseId", identity.token(0));
    return response;
  }

  private static Answer embed(JsonNode request) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("embedding").set("values", values(request));
    return Answer.json(body, 0);
  }

  private static Answer embedBatch(JsonNode request) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode embeddings = body.putArray("embeddings");
    for (JsonNode one : request.path("requests")) {
      embeddings.addObject().set("values", values(one));
    }
    return Answer.json(body, 0);
  }

  private static ArrayNode values(JsonNode request) {
    String text = Texts.of(request.path("content").path("parts"));
    return Embedding.of(text, request.path("outputDimensionality").asInt(DIMENSIONS)).json();
  }

  @Override
  public Answer refuse(Trouble trouble, Identity identity) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error")
        .put("code", trouble.kind().status())
        .put("message", trouble.text())
        .put(
            "status",
            switch (trouble.kind()) {
              case BAD_REQUEST, NOT_ALLOWED -> "INVALID_ARGUMENT";
              case NO_CREDENTIALS -> "UNAUTHENTICATED";
              case NOT_FOUND -> "NOT_FOUND";
              case RATE_LIMIT -> "RESOURCE_EXHAUSTED";
              case FAILURE -> "INTERNAL";
            });
    return Answer.error(trouble.kind().status(), body)
        .with(trouble.kind() == Trouble.Kind.RATE_LIMIT ? Map.of("retry-after", "1") : Map.of());
  }
}
