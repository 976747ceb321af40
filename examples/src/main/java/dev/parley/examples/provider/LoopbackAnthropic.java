package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * {@code POST /v1/messages} as Anthropic answers it, on a free port of loopback. Of the input, all
 * but the last message is read from the cache. Any key is accepted, a missing one is not.
 */
public final class LoopbackAnthropic implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;

  private LoopbackAnthropic(HttpServer server) {
    this.server = server;
    server.createContext("/v1/messages", LoopbackAnthropic::answer);
  }

  public static LoopbackAnthropic start() throws IOException {
    LoopbackAnthropic provider =
        new LoopbackAnthropic(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    provider.server.start();
    return provider;
  }

  /** What stands for {@code https://api.anthropic.com}. */
  public String baseUrl() {
    return "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      ObjectNode message = JSON.createObjectNode();
      int status = 200;
      if (exchange.getRequestHeaders().getFirst("x-api-key") == null) {
        status = 401;
        message.put("type", "error");
        message.putObject("error").put("type", "authentication_error");
      } else {
        write(request, message);
      }
      byte[] body = message.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void write(JsonNode request, ObjectNode message) {
    JsonNode messages = request.path("messages");
    String last = messages.path(messages.size() - 1).path("content").asText();
    String said = "You asked: " + last;
    message.put("id", "msg_" + Integer.toHexString(request.hashCode()));
    message.put("type", "message");
    message.put("role", "assistant");
    message.put("model", request.path("model").asText());
    message.putArray("content").addObject().put("type", "text").put("text", said);
    message.put("stop_reason", "end_turn");
    ObjectNode usage = message.putObject("usage");
    usage.put("input_tokens", tokens(last));
    usage.put("cache_read_input_tokens", tokens(messages.toString()) - tokens(last));
    usage.put("output_tokens", tokens(said));
  }

  private static int tokens(String text) {
    return text.length() / 4 + 1;
  }
}
