package dev.parley.bench.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a server's API answers. */
public final class Answers {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  /**
   * @param server its address, such as {@code http://127.0.0.1:4318}
   */
  public Answers(String server) {
    this.base = server + "/api/v1/parley/";
  }

  /** The server answered, but not the question. */
  public static final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message) {
      super(message);
    }
  }

  /**
   * Asks for a path below the API's own.
   *
   * @throws NoAnswerException if the status is not 200
   */
  public JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(1)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new NoAnswerException(
          path + " was answered by " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }
}
