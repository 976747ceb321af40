package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;

/** OpenAI's {@code POST /v1/responses}, streamed or not; it remembers no earlier response. */
final class Responses implements Protocol {
  private static final JsonMapper JSON = new JsonMapper();

  private final ScriptedModel model;

  Responses(ScriptedModel model) {
    this.model = model;
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/v1/responses");
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
    if (request.path("input").isMissingNode()) {
      throw Trouble.missing("input");
    }
    if (request.path("previous_response_id").isTextual()) {
      throw new Trouble(
          Trouble.Kind.BAD_REQUEST,
          "Previous response with id '"
              + request.path("previous_response_id").asText()
              + "' not found.",
          "previous_response_not_found");
    }
    String name = request.path("model").asText();
    String snapshot =
        ModelCatalog.OPENAI.snapshot(name).orElseThrow(() -> Trouble.unknownModel(name));
    Prompt prompt = prompt(request);
    Reply reply = model.reply(prompt);
    boolean thinks = snapshot.startsWith("gpt-5");
    Tokens tokens = Tokens.cachedByItself(prompt, reply, thinks);
    ArrayNode output = output(reply, thinks, identity);
    ObjectNode response = response(request, snapshot, identity);
    response.put("status", "completed");
    response.set("output", output);
    response.set("usage", usage(tokens));
    return request.path("stream").asBoolean()
        ? Answer.events(
            ResponseEvents.of(response(request, snapshot, identity), response), tokens.output())
        : Answer.json(response, tokens.output());
  }

  private static Prompt prompt(JsonNode request) {
    Prompt prompt = new Prompt();
    prompt.tools(request.path("tools"), "/name");
    JsonNode instructions = request.path("instructions");
    if (instructions.isTextual()) {
      prompt.add(Said.of(Said.Role.SYSTEM, instructions.asText(), instructions));
    }
    JsonNode input = request.path("input");
    if (input.isTextual()) {
      prompt.add(Said.of(Said.Role.USER, input.asText(), input));
    }
    boolean calling = false;
    for (JsonNode item : input) {
      String type = item.path("type").asText("message");
      // Calls side by side are one round of one assistant.
      boolean sameRound = calling && type.equals("function_call");
      calling = type.equals("function_call");
      switch (type) {
        case "function_call" ->
            prompt.add(
                Said.of(sameRound ? Said.Role.SYSTEM : Said.Role.ASSISTANT, "", !sameRound, item));
        case "function_call_output" ->
            prompt.add(Said.of(Said.Role.TOOL, Texts.of(item.path("output")), item));
        case "message" -> prompt.add(Said.of(role(item), Texts.of(item.path("content")), item));
        // Thoughts come back as they went out, and say nothing here.
        default -> prompt.add(Said.of(Said.Role.SYSTEM, "", item));
      }
    }
    return prompt;
  }

  private static Said.Role role(JsonNode message) {
    return switch (message.path("role").asText()) {
      case "user" -> Said.Role.USER;
      case "assistant" -> Said.Role.ASSISTANT;
      default -> Said.Role.SYSTEM;
    };
  }

  private static ObjectNode response(JsonNode request, String snapshot, Identity identity) {
    ObjectNode response = JSON.createObjectNode();
    response.put("id", identity.answer("resp_"));
    response.put("object", "response");
    response.put("created_at", System.currentTimeMillis() / 1000);
    response.put("status", "in_progress");
    response.putNull("error");
    response.putNull("incomplete_details");
    response.set(
        "instructions",
        request.path("instructions").isTextual() ? request.path("instructions") : JSON.nullNode());
    response.set(
        "max_output_tokens",
        request.path("max_output_tokens").isNumber()
            ? request.path("max_output_tokens")
            : JSON.nullNode());
    response.put("model", snapshot);
    response.putArray("output");
    response.put("parallel_tool_calls", true);
    response.put("service_tier", "default");
    response.put("temperature", request.path("temperature").asDouble(1));
    response.put("tool_choice", "auto");
    response.set(
        "tools", request.path("tools").isArray() ? request.path("tools") : JSON.createArrayNode());
    response.put("top_p", request.path("top_p").asDouble(1));
    response.putObject("metadata");
    return response;
  }

  private static ArrayNode output(Reply reply, boolean thinks, Identity identity) {
    ArrayNode output = JSON.createArrayNode();
    if (thinks) {
      ObjectNode reasoning = output.addObject();
      reasoning.put("type", "reasoning").put("id", "rs_" + identity.token(90));
      reasoning.putArray("summary");
    }
    for (int i = 0; i < reply.calls().size(); i++) {
      Reply.Call call = reply.calls().get(i);
      output
          .addObject()
          .put("type", "function_call")
          .put("id", identity.call("fc_", i))
          .put("call_id", identity.call("call_", i))
          .put("name", call.tool())
          .put("arguments", call.arguments())
          .put("status", "completed");
    }
    if (!reply.callsTools()) {
      ObjectNode message = output.addObject();
      message.put("type", "message").put("id", "msg_" + identity.token(91));
      message.put("role", "assistant").put("status", "completed");
      message
          .putArray("content")
          .addObject()
          .put("type", "output_text")
          .put("text", reply.content())
          .putArray("annotations");
    }
    return output;
  }

  private static ObjectNode usage(Tokens tokens) {
    ObjectNode usage = JSON.createObjectNode();
    usage.put("input_tokens", tokens.input());
    usage.putObject("input_tokens_details").put("cached_tokens", tokens.cacheRead());
    usage.put("output_tokens", tokens.output());
    usage.putObject("output_tokens_details").put("reasoning_tokens", tokens.reasoning());
    usage.put("total_tokens", tokens.input() + tokens.output());
    return usage;
  }
}
