package dev.parley.instrumentation.anthropic;

/** Streams of the provider. */
final class Events {

  static final String START =
      event(
          "message_start",
          """
          {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
          "model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,\
          "stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1,\
          "service_tier":"standard"}}}\
          """);

  static final String STOP = event("message_stop", "{\"type\":\"message_stop\"}");

  static final String PING = event("ping", "{\"type\":\"ping\"}");

  /** The stream of the smallest answer. */
  static final String HELLO =
      START
          + start(0, "{\"type\":\"text\",\"text\":\"\"}")
          + PING
          + text(0, "Hel")
          + text(0, "lo.")
          + stop(0)
          + end("end_turn", 5)
          + STOP;

  private Events() {}

  static String event(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }

  static String start(int index, String block) {
    return event(
        "content_block_start",
        "{\"type\":\"content_block_start\",\"index\":"
            + index
            + ",\"content_block\":"
            + block
            + "}");
  }

  static String delta(int index, String delta) {
    return event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}");
  }

  static String text(int index, String text) {
    return delta(index, "{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
  }

  static String input(int index, String json) {
    return delta(
        index,
        "{\"type\":\"input_json_delta\",\"partial_json\":\"" + json.replace("\"", "\\\"") + "\"}");
  }

  static String stop(int index) {
    return event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + index + "}");
  }

  static String end(String reason, int outputTokens) {
    return event(
        "message_delta",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
            + reason
            + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":"
            + outputTokens
            + "}}");
  }
}
