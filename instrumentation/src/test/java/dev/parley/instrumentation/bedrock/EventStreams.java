package dev.parley.instrumentation.bedrock;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Event streams as the service encodes them, by AWS's own encoder. */
final class EventStreams {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** An event of a type, with its JSON. */
  EventStreams event(String type, String json) {
    return message("event", ":event-type", type, json);
  }

  /** An error in the place of an event. */
  EventStreams exception(String type, String json) {
    return message("exception", ":exception-type", type, json);
  }

  /** A piece of a model's body. */
  EventStreams chunk(String json) {
    String encoded = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    return event("chunk", "{\"bytes\":\"" + encoded + "\",\"p\":\"abc\"}");
  }

  private EventStreams message(String kind, String typeHeader, String type, String json) {
    new Message(
            Map.of(
                ":message-type",
                HeaderValue.fromString(kind),
                typeHeader,
                HeaderValue.fromString(type),
                ":content-type",
                HeaderValue.fromString("application/json")),
            json.getBytes(StandardCharsets.UTF_8))
        .encode(bytes);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
