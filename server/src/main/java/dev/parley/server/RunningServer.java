package dev.parley.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreOpenException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server that serves a data folder, as commands beside it talk to it. */
final class RunningServer {
  /** In the data folder while it is served: where. */
  private static final String ADDRESS = "parley.address";

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String address;
  private final @Nullable String key;

  private RunningServer(String address, @Nullable String key) {
    this.address = address;
    this.key = key;
  }

  /** Says where a folder is served, until the result is closed. */
  static AutoCloseable announce(Path dataFolder, String address) {
    Path file = dataFolder.resolve(ADDRESS);
    try {
      Files.writeString(file, address + "\n");
    } catch (IOException e) {
      throw new StoreOpenException(file + " cannot be written: " + e, e);
    }
    return () -> Files.deleteIfExists(file);
  }

  /**
   * The server that serves a folder; null when there is none.
   *
   * @param key to show to it, or null
   */
  static @Nullable RunningServer of(Path dataFolder, @Nullable String key) {
    try {
      RunningServer server =
          new RunningServer(Files.readString(dataFolder.resolve(ADDRESS)).strip(), key);
      HttpResponse<String> unused = server.send("GET", "/health", null);
      return server;
    } catch (IOException e) {
      // A killed server leaves the file behind.
      return null;
    }
  }

  /**
   * What the server answers.
   *
   * @param body JSON, or null for none
   * @throws StoreException if it does not do what is asked; its message says why
   */
  JsonNode ask(String method, String path, @Nullable Object body) {
    try {
      HttpResponse<String> response =
          send(method, path, body == null ? null : JSON.writeValueAsString(body));
      JsonNode answer = JSON.readTree(response.body());
      if (response.statusCode() != 200) {
        throw new StoreException(
            "the server at "
                + address
                + " answered "
                + response.statusCode()
                + ": "
                + answer.path("error").path("message").asText(response.body()),
            null);
      }
      return answer;
    } catch (IOException e) {
      throw new StoreException("the server at " + address + " did not answer: " + e, e);
    }
  }

  private HttpResponse<String> send(String method, String path, @Nullable String body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IllegalArgumentException e) {
      throw new IOException("not an address: " + address, e);
    }
  }
}
