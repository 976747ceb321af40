package dev.parley.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** What Anthropic, Bedrock and Gemini answer: {@link SampleTraffic}'s answer in their forms. */
final class SampleAnswers {
  private static final String TEXT = "It left the warehouse on Monday and is due on Thursday.";

  private SampleAnswers() {}

  /** A message of Anthropic's. */
  static byte[] anthropic() {
    return bytes(
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",\
        "content":[{"type":"text","text":"%s"}],"stop_reason":"end_turn","stop_sequence":null,\
        "usage":{"input_tokens":400,"cache_creation_input_tokens":0,"cache_read_input_tokens":512,\
        "output_tokens":14,"service_tier":"standard"}}\
        """
            .formatted(TEXT));
  }

  /** The same piece by piece, as server-sent events. */
  static byte[] anthropicEvents() {
    StringBuilder events = new StringBuilder();
    anthropic(
        events,
        "message_start",
        """
        "message":{"id":"msg_1","type":"message","role":"assistant",\
        "model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,\
        "stop_sequence":null,"usage":{"input_tokens":400,"cache_creation_input_tokens":0,\
        "cache_read_input_tokens":512,"output_tokens":1,"service_tier":"standard"}}\
        """);
    anthropic(
        events,
        "content_block_start",
        "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    for (int i = 0; i < SampleTraffic.PIECES; i++) {
      anthropic(
          events,
          "content_block_delta",
          "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" and\"}");
    }
    anthropic(events, "content_block_stop", "\"index\":0");
    anthropic(
        events,
        "message_delta",
        """
        "delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":400}\
        """);
    events.append("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    return bytes(events.toString());
  }

  private static void anthropic(StringBuilder events, String type, String fields) {
    events
        .append("event: ")
        .append(type)
        .append("\ndata: {\"type\":\"")
        .append(type)
        .append("\",")
        .append(fields)
        .append("}\n\n");
  }

  /** A response of Gemini's. */
  static byte[] gemini() {
    return bytes(gemini(TEXT, ",\"finishReason\":\"STOP\""));
  }

  /** The same piece by piece, as server-sent events. */
  static byte[] geminiEvents() {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < SampleTraffic.PIECES; i++) {
      String finish = i == SampleTraffic.PIECES - 1 ? ",\"finishReason\":\"STOP\"" : "";
      events.append("data: ").append(gemini(" and", finish)).append("\n\n");
    }
    return bytes(events.toString());
  }

  private static String gemini(String text, String finish) {
    return """
    {"candidates":[{"content":{"parts":[{"text":"%s"}],"role":"model"},"index":0%s}],\
    "usageMetadata":{"promptTokenCount":912,"candidatesTokenCount":14,"totalTokenCount":926,\
    "cachedContentTokenCount":512},"modelVersion":"gemini-2.5-flash","responseId":"r-1"}\
    """
        .formatted(text, finish);
  }

  /** A response of Bedrock's Converse. */
  static byte[] bedrock() {
    return bytes(
        """
        {"metrics":{"latencyMs":461},"output":{"message":{"role":"assistant",\
        "content":[{"text":"%s"}]}},"stopReason":"end_turn","usage":{"inputTokens":400,\
        "cacheReadInputTokens":512,"outputTokens":14,"totalTokens":926}}\
        """
            .formatted(TEXT));
  }

  /** The same piece by piece, in AWS's binary form. */
  static byte[] bedrockEvents() {
    ByteArrayOutputStream events = new ByteArrayOutputStream();
    bedrock(events, "messageStart", "{\"role\":\"assistant\"}");
    for (int i = 0; i < SampleTraffic.PIECES; i++) {
      bedrock(
          events, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\" and\"}}");
    }
    bedrock(events, "contentBlockStop", "{\"contentBlockIndex\":0}");
    bedrock(events, "messageStop", "{\"stopReason\":\"end_turn\"}");
    bedrock(
        events,
        "metadata",
        """
        {"metrics":{"latencyMs":461},"usage":{"inputTokens":400,"cacheReadInputTokens":512,\
        "outputTokens":400,"totalTokens":1312}}\
        """);
    return events.toByteArray();
  }

  private static void bedrock(ByteArrayOutputStream events, String type, String json) {
    new Message(
            Map.of(
                ":message-type",
                HeaderValue.fromString("event"),
                ":event-type",
                HeaderValue.fromString(type),
                ":content-type",
                HeaderValue.fromString("application/json")),
            bytes(json))
        .encode(events);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
