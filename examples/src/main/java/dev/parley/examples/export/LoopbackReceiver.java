package dev.parley.examples.export;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes OTLP over HTTP on a free port of loopback and keeps what came. Thread-safe. */
final class LoopbackReceiver implements AutoCloseable {
  /**
   * A request.
   *
   * @param path such as {@code /v1/traces}
   * @param body as it was sent, perhaps compressed; read once
   */
  record Request(String path, Headers headers, InputStream body) {}

  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private LoopbackReceiver(HttpServer server) {
    this.server = server;
    server.createContext("/", this::take);
  }

  static LoopbackReceiver start() throws IOException {
    LoopbackReceiver receiver =
        new LoopbackReceiver(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    receiver.server.start();
    return receiver;
  }

  String url() {
    return "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort();
  }

  /** What came so far to this path. */
  List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders(),
              new ByteArrayInputStream(exchange.getRequestBody().readAllBytes())));
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }
}
