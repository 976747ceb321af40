package dev.parley.examples.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.support.SupportDesk;
import dev.parley.examples.support.SupportServer;
import dev.parley.examples.support.Team;
import dev.parley.sdk.Parley;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A running support desk of one environment, and the way its customers reach it. Thread-safe. */
final class Shop implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Parley parley;
  private final SupportServer server;

  private Shop(Parley parley, SupportServer server) {
    this.parley = parley;
    this.server = server;
  }

  static Shop open(Parley parley, LoopbackProvider provider) throws IOException {
    SupportDesk desk =
        new SupportDesk(
            parley,
            List.of(
                Team.openAi(parley, provider.baseUrl(), "demo"),
                Team.anthropic(parley, provider.origin(), "demo"),
                Team.bedrock(parley, provider.origin()),
                Team.gemini(parley, provider.origin(), "demo")));
    return new Shop(parley, SupportServer.start(parley, desk));
  }

  /** A shop over an OpenTelemetry of the demo's own, which stays open when the shop closes. */
  static Shop open(OpenTelemetry openTelemetry, LoopbackProvider provider) throws IOException {
    return open(Parley.over(openTelemetry), provider);
  }

  /**
   * Writes to the desk and waits for what it says.
   *
   * @return the HTTP status: 200, or 503 where the desk could not answer
   */
  int write(Customer customer, String message) throws IOException, InterruptedException {
    String body =
        JSON.createObjectNode()
            .put("conversation", customer.conversation())
            .put("user", customer.user())
            .put("message", message)
            .toString();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url()))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofMinutes(1))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Override
  public void close() {
    server.close();
    parley.close();
  }
}
