package dev.parley.bench;

import java.nio.charset.StandardCharsets;

/** What the providers of the measured clients are asked, and what they answer. */
final class SampleTraffic {
  /** Four KiB. */
  static final String PROMPT = "What do we know of order 4711? ".repeat(133).substring(0, 4096);

  /** How many pieces a streamed answer has. */
  static final int PIECES = 400;

  private SampleTraffic() {}

  /** A chat completion of OpenAI's. */
  static byte[] completion() {
    return """
    {"id":"chatcmpl-1","object":"chat.completion","created":1731368630,\
    "model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant",\
    "content":"It left the warehouse on Monday and is due on Thursday.","refusal":null},\
    "logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":912,\
    "completion_tokens":14,"total_tokens":926,"prompt_tokens_details":{"cached_tokens":512,\
    "audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,\
    "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},\
    "service_tier":"default","system_fingerprint":"fp_0ba0d124f1"}\
    """
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The same piece by piece, as server-sent events. */
  static byte[] completionEvents() {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < PIECES; i++) {
      chunk(events, "{\"content\":\" and\"},\"logprobs\":null,\"finish_reason\":null");
    }
    chunk(events, "{},\"logprobs\":null,\"finish_reason\":\"stop\"");
    return events.append("data: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void chunk(StringBuilder events, String delta) {
    events
        .append("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",")
        .append("\"created\":1731368639,\"model\":\"gpt-4o-mini-2024-07-18\",")
        .append("\"system_fingerprint\":\"fp_0ba0d124f1\",\"choices\":[{\"index\":0,\"delta\":")
        .append(delta)
        .append("}]}\n\n");
  }
}
