package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Counts tokens the way their numbers usually come out: about four characters each, a few for every
 * message. Prompts of 1,024 tokens and more are cached in steps of 128, from their beginning up to
 * the newest message, as OpenAI's prompt caching documents it.
 */
final class TokenCount {

  private static final int CACHE_MINIMUM = 1024;
  private static final int CACHE_STEP = 128;

  private TokenCount() {}

  /** The usage object of a response. */
  static ObjectNode usage(JsonNode request, ScriptedModel.Reply reply) {
    int tools = request.path("tools").isMissingNode() ? 0 : text(request.get("tools").toString());
    JsonNode messages = request.path("messages");
    int prompt = 3 + tools;
    int earlier = tools;
    int lastAssistant = -1;
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).path("role").asText().equals("assistant")) {
        lastAssistant = i;
      }
    }
    for (int i = 0; i < messages.size(); i++) {
      int tokens = 4 + text(messages.get(i).toString()) - 6;
      prompt += tokens;
      // What was sent before this conversation's latest answer has been seen by the cache.
      if (i < lastAssistant) {
        earlier += tokens;
      }
    }
    int cached =
        earlier >= CACHE_MINIMUM && lastAssistant >= 0 ? earlier - earlier % CACHE_STEP : 0;
    int completion = 1 + text(reply.content());
    for (ScriptedModel.Call call : reply.calls()) {
      completion += 8 + text(call.tool()) + text(call.arguments());
    }
    ObjectNode usage = JsonNodeFactory.instance.objectNode();
    usage.put("prompt_tokens", prompt);
    usage.put("completion_tokens", completion);
    usage.put("total_tokens", prompt + completion);
    usage.putObject("prompt_tokens_details").put("cached_tokens", cached).put("audio_tokens", 0);
    usage
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", 0)
        .put("audio_tokens", 0)
        .put("accepted_prediction_tokens", 0)
        .put("rejected_prediction_tokens", 0);
    return usage;
  }

  private static int text(String text) {
    return (text.length() + 3) / 4;
  }
}
