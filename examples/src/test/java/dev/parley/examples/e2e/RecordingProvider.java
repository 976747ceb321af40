package dev.parley.examples.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A provider that keeps account of what it has served, from the bytes that went over the wire. */
final class RecordingProvider implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One answer, with all that was asked for it. */
  record Served(String path, String request, long input, long output) {}

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Queue<Served> served = new ConcurrentLinkedQueue<>();
  private final LoopbackProvider provider;
  private final HttpServer server;

  private RecordingProvider(LoopbackProvider provider, HttpServer server) {
    this.provider = provider;
    this.server = server;
    server.setExecutor(executor);
    server.createContext("/v1/", this::forward);
    server.start();
  }

  static RecordingProvider start() throws IOException {
    return new RecordingProvider(
        LoopbackProvider.startFlawless(Scenarios.load()),
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200));
  }

  String baseUrl() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1";
  }

  /** What was served to requests that say any of this. */
  List<Served> served(String... about) {
    return served.stream()
        .filter(each -> Arrays.stream(about).anyMatch(each.request()::contains))
        .toList();
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath().substring("/v1".length());
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(provider.baseUrl() + path))
                  .header("Authorization", "Bearer none")
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      record(path, new String(request, StandardCharsets.UTF_8), answer.body());
      exchange
          .getResponseHeaders()
          .set("Content-Type", answer.headers().firstValue("Content-Type").orElseThrow());
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Of a stream the last piece tells the usage. */
  private void record(String path, String request, byte[] answer) throws IOException {
    String body = new String(answer, StandardCharsets.UTF_8);
    for (String line : body.startsWith("data:") ? body.split("\n", -1) : new String[] {body}) {
      String json = line.startsWith("data: ") ? line.substring("data: ".length()) : line;
      if (json.startsWith("{")) {
        JsonNode usage = JSON.readTree(json).path("usage");
        if (usage.isObject()) {
          served.add(
              new Served(
                  path,
                  request,
                  usage.path("prompt_tokens").asLong(),
                  usage.path("completion_tokens").asLong()));
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdown();
    provider.close();
  }
}
