package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A stream of server-sent events, piece by piece. For one thread. */
final class ServerSentEvents {
  private final List<byte[]> pieces = new ArrayList<>();

  /** An event without a name. */
  void add(JsonNode data) {
    line("data: " + data + "\n\n");
  }

  /** An event whose name is the {@code type} of its data. */
  void addNamed(JsonNode data) {
    line("event: " + data.path("type").asText() + "\ndata: " + data + "\n\n");
  }

  /** The mark at the end of OpenAI's streams. */
  void done() {
    line("data: [DONE]\n\n");
  }

  List<byte[]> pieces() {
    return pieces;
  }

  private void line(String text) {
    pieces.add(text.getBytes(StandardCharsets.UTF_8));
  }
}
