package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** Server-sent events as the provider writes them. */
final class Chunks {

  static final String DONE = "data: [DONE]\n\n";
  static final String STOP = choice("{},\"finish_reason\":\"stop\"");
  static final String USAGE =
      event(
          "[]",
          """
          ,"usage":{"prompt_tokens":2000,"completion_tokens":100,"total_tokens":2100,\
          "prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},\
          "completion_tokens_details":{"reasoning_tokens":64,"audio_tokens":0}}\
          """);
  static final String HELLO = text("Hel") + text("lo.");
  static final String WHOLE = HELLO + STOP + USAGE + DONE;

  private Chunks() {}

  static String text(String text) {
    return choice("{\"role\":\"assistant\",\"content\":\"" + text + "\"}");
  }

  /** A fragment of a tool call. */
  static String call(int index, String fragment) {
    return choice("{\"tool_calls\":[{\"index\":" + index + "," + fragment + "}]}");
  }

  static String choice(String delta) {
    return event("[{\"index\":0,\"delta\":" + delta + "}]", "");
  }

  private static String event(String choices, String more) {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":"
        + choices
        + more
        + "}\n\n";
  }

  /** What a stream says, read without any of the code under test. */
  static List<JsonNode> read(String events) {
    return events
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> tree(line.substring("data: ".length())))
        .toList();
  }

  private static JsonNode tree(String json) {
    try {
      return new JsonMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
