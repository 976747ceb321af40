package dev.parley.instrumentation.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Recorded traffic of the real providers; a test that needs it is skipped, loudly, without it. */
public final class Recordings {

  /**
   * One request and the response that it got.
   *
   * @param path of the request, percent-encoded as it was sent, without its query
   * @param query null without one
   * @param contentType of the response
   * @param body of the response, byte for byte
   * @param amznErrorType the header {@code x-amzn-ErrorType} of the response; null without it
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  public record Interaction(
      String method,
      String path,
      @Nullable String query,
      JsonNode request,
      int status,
      String contentType,
      byte[] body,
      @Nullable String amznErrorType) {

    /** The response's body, where it is text. */
    public String response() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The response's headers that are known. */
    public Map<String, String> headers() {
      Map<String, String> headers = new TreeMap<>();
      headers.put("Content-Type", contentType);
      if (amznErrorType != null) {
        headers.put("x-amzn-ErrorType", amznErrorType);
      }
      return headers;
    }
  }

  private static final JsonMapper JSON = new JsonMapper();

  private Recordings() {}

  /** The exchanges of one recording, in their order. */
  public static List<Interaction> read(String name) throws IOException {
    Path file = folder().resolve(name + ".json");
    skipWithout(file);
    List<Interaction> interactions = new ArrayList<>();
    for (JsonNode node : JSON.readTree(file.toFile())) {
      interactions.add(interaction(node));
    }
    return interactions;
  }

  /** The names of all recordings that begin so, sorted; at least one. */
  public static List<String> names(String prefix) throws IOException {
    skipWithout(folder());
    try (Stream<Path> files = Files.list(folder())) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith(prefix) && name.endsWith(".json"))
              .map(name -> name.substring(0, name.length() - ".json".length()))
              .sorted()
              .toList();
      if (names.isEmpty()) {
        throw new IllegalStateException("no recording in " + folder() + " begins with " + prefix);
      }
      return names;
    }
  }

  private static Interaction interaction(JsonNode node) {
    byte[] body =
        node.has("responseBase64")
            ? Base64.getDecoder().decode(node.get("responseBase64").textValue())
            : node.required("response").textValue().getBytes(StandardCharsets.UTF_8);
    return new Interaction(
        node.required("method").textValue(),
        node.required("path").textValue(),
        text(node.path("query")),
        node.required("request"),
        node.required("status").intValue(),
        node.path("contentType").asText("application/json"),
        body,
        text(node.path("amznErrorType")));
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
  }

  private static Path folder() {
    return Path.of(System.getProperty("parley.recordings", "../../shared/recordings"));
  }

  private static void skipWithout(Path needed) {
    if (!Files.isReadable(needed)) {
      System.err.println("SKIPPED: no recording at " + needed.toAbsolutePath().normalize());
    }
    assumeThat(needed).isReadable();
  }
}
