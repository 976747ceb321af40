package dev.parley.examples.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Tool;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * Another service. It opens no conversation: its spans belong to the caller's, which came in the
 * header {@code baggage}.
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
final class StockService implements AutoCloseable {
  private final HttpServer server;
  private final HttpTracing tracing;
  private final Parley parley;

  StockService(Parley parley) throws IOException {
    this.parley = parley;
    this.tracing = new HttpTracing(parley.openTelemetry());
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/stock", this::stock);
    server.start();
  }

  URI uri() {
    return URI.create(
        "http://"
            + server.getAddress().getHostString()
            + ":"
            + server.getAddress().getPort()
            + "/stock");
  }

  private void stock(HttpExchange exchange) throws IOException {
    try (Scope caller = tracing.callersContext(exchange).makeCurrent()) {
      tracing.serve(exchange, this::answer);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String pieces = Tool.of("count_pieces").on(parley).call(() -> "42 pieces");
    byte[] body = pieces.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
