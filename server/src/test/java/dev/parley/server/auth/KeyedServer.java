package dev.parley.server.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** A whole server that has keys, and a plain client of it. */
final class KeyedServer implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();

  final KeyFile file;
  final ParleyServer server;
  final HttpClient client = HttpClient.newHttpClient();

  /** Starts once {@code first} has made its keys. */
  KeyedServer(Path folder, String... flags) {
    file = new KeyFile(folder);
    server = ParleyServer.start(ServerConfig.forFolder(folder, flags));
  }

  String key(String project, Right... rights) {
    return key(file, project, rights);
  }

  static String key(KeyFile file, String project, Right... rights) {
    return Keys.create(file, project, Set.of(rights), "").text();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.httpAddress() + path))
        .timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> get(String key, String path) throws Exception {
    return send(request(path).header("Authorization", "Bearer " + key));
  }

  HttpResponse<String> post(String key, String path, String json) throws Exception {
    return send(
        request(path)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  JsonNode json(String key, String path) throws Exception {
    HttpResponse<String> answer = get(key, path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    server.close();
  }
}
