package dev.parley.examples.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A server of a test's own, on free ports, and a client of its API. */
final class RunningServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final ParleyServer server;

  private RunningServer(ParleyServer server) {
    this.server = server;
  }

  /** Starts with the built-in prices. */
  static RunningServer start(Path folder) {
    return new RunningServer(ParleyServer.start(ServerConfig.forFolder(folder.resolve("data"))));
  }

  /** Starts with prices of the test's own. */
  static RunningServer start(Path folder, String prices) {
    try {
      Path file = Files.writeString(folder.resolve("prices.json"), prices);
      return new RunningServer(
          ParleyServer.start(
              ServerConfig.forFolder(folder.resolve("data"), "--prices-file=" + file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Address for exporters that speak gRPC. */
  String grpc() {
    return server.grpcAddress();
  }

  /** Address for exporters that speak HTTP, for the API and for the browser. */
  String http() {
    return server.httpAddress();
  }

  JsonNode get(
      String path, Instant from, Instant to, @Nullable String environment, String... parameters) {
    StringBuilder query =
        new StringBuilder(path).append("?from=").append(from).append("&to=").append(to);
    if (environment != null) {
      query.append("&environment=").append(encode(environment));
    }
    for (int i = 0; i < parameters.length; i += 2) {
      query.append('&').append(parameters[i]).append('=').append(encode(parameters[i + 1]));
    }
    return get(query.toString());
  }

  JsonNode get(String pathAndQuery) {
    URI address = URI.create(http() + "/api/v1/parley/" + pathAndQuery);
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            address + " answered " + response.statusCode() + ": " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while asking " + address, e);
    }
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.close();
  }
}
