package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A response of a protocol.
 *
 * @param headers beside the content type
 * @param pieces the body; more than one where it is streamed
 * @param outputTokens the tokens that were written, which is what takes a model's time
 */
record Answer(
    int status,
    String contentType,
    Map<String, String> headers,
    List<byte[]> pieces,
    int outputTokens) {

  /** A whole answer. */
  static Answer json(JsonNode body, int outputTokens) {
    return new Answer(200, "application/json", Map.of(), List.of(bytes(body)), outputTokens);
  }

  /** An error. */
  static Answer error(int status, JsonNode body) {
    return new Answer(status, "application/json", Map.of(), List.of(bytes(body)), 0);
  }

  /** A stream of server-sent events. */
  static Answer events(ServerSentEvents events, int outputTokens) {
    return new Answer(200, "text/event-stream", Map.of(), events.pieces(), outputTokens);
  }

  /** The same with these headers. */
  Answer with(Map<String, String> headers) {
    return new Answer(status, contentType, headers, pieces, outputTokens);
  }

  boolean isStreamed() {
    return pieces.size() > 1;
  }

  private static byte[] bytes(JsonNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
