package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Recorded traffic of the real provider; a test that needs it is skipped, loudly, without it. */
final class Recordings {

  /** One request and the response that it got. */
  record Interaction(JsonNode request, int status, String response) {}

  private static final JsonMapper JSON = new JsonMapper();

  private Recordings() {}

  static List<Interaction> read(String name) throws IOException {
    Path folder = Path.of(System.getProperty("parley.recordings", "../../shared/recordings"));
    Path file = folder.resolve(name + ".json");
    if (!Files.isReadable(file)) {
      System.err.println("SKIPPED: no recording at " + file.toAbsolutePath().normalize());
    }
    assumeThat(file).isReadable();
    List<Interaction> interactions = new ArrayList<>();
    for (JsonNode node : JSON.readTree(file.toFile())) {
      interactions.add(
          new Interaction(
              node.required("request"),
              node.required("status").asInt(),
              node.required("response").asText()));
    }
    return interactions;
  }
}
