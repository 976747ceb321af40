package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code POST /v1/chat/completions}, streamed or not. */
final class ChatCompletions implements Protocol {
  private static final JsonMapper JSON = new JsonMapper();

  private final ScriptedModel model;

  ChatCompletions(ScriptedModel model) {
    this.model = model;
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/v1/chat/completions");
  }

  @Override
  public boolean admits(Headers headers) {
    return OpenAiErrors.admits(headers);
  }

  @Override
  public Answer refuse(Trouble trouble, Identity identity) {
    return OpenAiErrors.refuse(trouble);
  }

  @Override
  public Answer answer(String path, JsonNode request, Identity identity) throws Trouble {
    if (!request.path("messages").isArray()) {
      throw Trouble.missing("messages");
    }
    String name = request.path("model").asText();
    String snapshot =
        ModelCatalog.OPENAI.snapshot(name).orElseThrow(() -> Trouble.unknownModel(name));
    Prompt prompt = prompt(request);
    Reply reply = model.reply(prompt);
    Tokens tokens = Tokens.cachedByItself(prompt, reply, snapshot.startsWith("gpt-5"));
    return request.path("stream").asBoolean()
        ? Answer.events(chunks(request, snapshot, reply, tokens, identity), tokens.output())
        : Answer.json(completion(snapshot, reply, tokens, identity), tokens.output());
  }

  private static Prompt prompt(JsonNode request) {
    Prompt prompt = new Prompt();
    prompt.tools(request.path("tools"), "/function/name");
    for (JsonNode message : request.path("messages")) {
      Said.Role role =
          switch (message.path("role").asText()) {
            case "user" -> Said.Role.USER;
            case "assistant" -> Said.Role.ASSISTANT;
            case "tool" -> Said.Role.TOOL;
            default -> Said.Role.SYSTEM;
          };
      boolean callsTools = message.path("tool_calls").size() > 0;
      prompt.add(Said.of(role, Texts.of(message.path("content")), callsTools, message));
    }
    return prompt;
  }

  private static ObjectNode completion(
      String snapshot, Reply reply, Tokens tokens, Identity identity) {
    ObjectNode completion = head("chat.completion", snapshot, identity);
    ObjectNode choice = completion.putArray("choices").addObject();
    choice.put("index", 0);
    ObjectNode message = choice.putObject("message");
    message.put("role", "assistant");
    if (reply.callsTools()) {
      message.putNull("content");
      ArrayNode calls = message.putArray("tool_calls");
      for (Reply.Call call : reply.calls()) {
        calls
            .addObject()
            .put("id", identity.call("call_", calls.size()))
            .put("type", "function")
            .putObject("function")
            .put("name", call.tool())
            .put("arguments", call.arguments());
      }
    } else {
      message.put("content", reply.content());
    }
    message.putNull("refusal");
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason(reply));
    completion.set("usage", usage(tokens));
    return completion;
  }

  private static ServerSentEvents chunks(
      JsonNode request, String snapshot, Reply reply, Tokens tokens, Identity identity) {
    ServerSentEvents events = new ServerSentEvents();
    ObjectNode first = JSON.createObjectNode();
    first.put("role", "assistant").put("content", "");
    events.add(chunk(snapshot, identity, first, null));
    for (String piece : Protocol.pieces(reply.content())) {
      events.add(chunk(snapshot, identity, JSON.createObjectNode().put("content", piece), null));
    }
    for (int i = 0; i < reply.calls().size(); i++) {
      Reply.Call call = reply.calls().get(i);
      ObjectNode begin = JSON.createObjectNode();
      begin
          .putArray("tool_calls")
          .addObject()
          .put("index", i)
          .put("id", identity.call("call_", i))
          .put("type", "function")
          .putObject("function")
          .put("name", call.tool())
          .put("arguments", "");
      events.add(chunk(snapshot, identity, begin, null));
      for (String piece : Protocol.pieces(call.arguments())) {
        ObjectNode delta = JSON.createObjectNode();
        delta
            .putArray("tool_calls")
            .addObject()
            .put("index", i)
            .putObject("function")
            .put("arguments", piece);
        events.add(chunk(snapshot, identity, delta, null));
      }
    }
    events.add(chunk(snapshot, identity, JSON.createObjectNode(), finishReason(reply)));
    if (request.path("stream_options").path("include_usage").asBoolean()) {
      ObjectNode last = head("chat.completion.chunk", snapshot, identity);
      last.putArray("choices");
      last.set("usage", usage(tokens));
      events.add(last);
    }
    events.done();
    return events;
  }

  private static ObjectNode chunk(
      String snapshot, Identity identity, ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = head("chat.completion.chunk", snapshot, identity);
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason);
    return chunk;
  }

  private static ObjectNode head(String object, String snapshot, Identity identity) {
    return JSON.createObjectNode()
        .put("id", identity.answer("chatcmpl-"))
        .put("object", object)
        .put("created", System.currentTimeMillis() / 1000)
        .put("model", snapshot)
        .put("service_tier", "default")
        .put("system_fingerprint", "fp_" + Integer.toHexString(snapshot.hashCode()));
  }

  private static String finishReason(Reply reply) {
    return reply.callsTools() ? "tool_calls" : "stop";
  }

  private static ObjectNode usage(Tokens tokens) {
    ObjectNode usage = JSON.createObjectNode();
    usage.put("prompt_tokens", tokens.input());
    usage.put("completion_tokens", tokens.output());
    usage.put("total_tokens", tokens.input() + tokens.output());
    usage
        .putObject("prompt_tokens_details")
        .put("cached_tokens", tokens.cacheRead())
        .put("audio_tokens", 0);
    usage
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", tokens.reasoning())
        .put("audio_tokens", 0)
        .put("accepted_prediction_tokens", 0)
        .put("rejected_prediction_tokens", 0);
    return usage;
  }
}
