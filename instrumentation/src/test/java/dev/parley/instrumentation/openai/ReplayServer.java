package dev.parley.instrumentation.openai;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers requests with the responses that were put in, in their order. */
final class ReplayServer implements AutoCloseable {

  private record Answer(int status, Map<String, String> headers, String body, int missing) {}

  private final HttpServer server;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  ReplayServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            bodies.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Answer answer = answers.poll();
            if (answer == null) {
              answer = new Answer(418, Map.of("x-should-retry", "false"), "{}", 0);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length + answer.missing());
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  ReplayServer answer(int status, String body) {
    return answer(status, Map.of(), body);
  }

  ReplayServer answer(int status, Map<String, String> headers, String body) {
    answers.add(new Answer(status, headers, body, 0));
    return this;
  }

  ReplayServer answer(Recordings.Interaction interaction) {
    return answer(interaction.status(), interaction.response());
  }

  /** Promises more than it sends. */
  ReplayServer breakOff(int status, String body) {
    answers.add(new Answer(status, Map.of(), body, 100));
    return this;
  }

  String baseUrl() {
    return "http://127.0.0.1:" + port() + "/v1";
  }

  int port() {
    return server.getAddress().getPort();
  }

  List<String> bodies() {
    return new ArrayList<>(bodies);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
