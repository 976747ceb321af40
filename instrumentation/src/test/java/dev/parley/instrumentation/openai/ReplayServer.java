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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Answers requests with the responses that were put in, in their order. */
final class ReplayServer implements AutoCloseable {

  /** A gate that the rest of an answer waits at. */
  private record Answer(
      int status,
      Map<String, String> headers,
      String body,
      int missing,
      CountDownLatch gate,
      String rest) {
    Answer(int status, Map<String, String> headers, String body, int missing) {
      this(status, headers, body, missing, new CountDownLatch(0), "");
    }
  }

  private static final Map<String, String> EVENTS = Map.of("Content-Type", "text/event-stream");

  private final ExecutorService threads = Executors.newCachedThreadPool();
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
            // Where more is to come, its length is not told: 0 means chunks.
            exchange.sendResponseHeaders(
                answer.status(), answer.rest().isEmpty() ? body.length + answer.missing() : 0);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            await(answer.gate());
            exchange.getResponseBody().write(answer.rest().getBytes(StandardCharsets.UTF_8));
          }
        });
    server.setExecutor(threads);
    server.start();
  }

  private static void await(CountDownLatch gate) throws IOException {
    try {
      if (!gate.await(2, TimeUnit.MINUTES)) {
        throw new IOException("nobody opened the gate");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
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

  /** A stream of server-sent events. */
  ReplayServer stream(String events) {
    return answer(200, EVENTS, events);
  }

  /** A stream whose rest comes when the gate is open. */
  ReplayServer stream(String events, CountDownLatch gate, String rest) {
    answers.add(new Answer(200, EVENTS, events, 0, gate, rest));
    return this;
  }

  /** A stream that breaks off after these events. */
  ReplayServer breakOffStream(String events) {
    answers.add(new Answer(200, EVENTS, events, 100));
    return this;
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
    threads.shutdownNow();
  }
}
