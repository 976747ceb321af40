package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** A stream of AWS's binary events, piece by piece. For one thread. */
final class EventStream {
  static final String TYPE = "application/vnd.amazon.eventstream";

  private static final JsonMapper JSON = new JsonMapper();

  private final List<byte[]> pieces = new ArrayList<>();

  /** An event of this type. */
  void add(String type, JsonNode payload) {
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    headers.put(":event-type", HeaderValue.fromString(type));
    headers.put(":content-type", HeaderValue.fromString("application/json"));
    headers.put(":message-type", HeaderValue.fromString("event"));
    ByteBuffer message =
        new Message(headers, payload.toString().getBytes(StandardCharsets.UTF_8)).toByteBuffer();
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    pieces.add(bytes);
  }

  /** A chunk of a model's own stream. */
  void addChunk(JsonNode chunk) {
    byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
    add("chunk", JSON.createObjectNode().put("bytes", Base64.getEncoder().encodeToString(bytes)));
  }

  Answer answer(int outputTokens) {
    return new Answer(200, TYPE, Map.of(), pieces, outputTokens);
  }
}
