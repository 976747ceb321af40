package dev.parley.examples.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.sdk.Parley;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The desk's HTTP endpoint on a free port of loopback: {@code POST /support/chat} with {@code
 * {"conversation", "user", "message"}} answers {@code {"answer"}}. Every request is a server span
 * as HTTP instrumentation writes it, in the caller's trace if there is one.
 */
public final class SupportServer implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String CHAT = "/support/chat";

  private static final TextMapGetter<Headers> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
          return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String key) {
          return headers == null ? null : headers.getFirst(key);
        }
      };

  private final Parley parley;
  private final SupportDesk desk;
  private final HttpServer server;
  private final ExecutorService executor;

  private SupportServer(Parley parley, SupportDesk desk, HttpServer server) {
    this.parley = parley;
    this.desk = desk;
    this.server = server;
    this.executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "support-desk");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    server.createContext("/", this::handle);
  }

  /** Starts the endpoint of a desk, which it closes with itself. */
  public static SupportServer start(Parley parley, SupportDesk desk) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SupportServer support = new SupportServer(parley, desk, server);
    server.start();
    return support;
  }

  /** The URL of the chat. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + CHAT;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
    desk.close();
  }

  private record Reply(int status, Map<String, String> body) {}

  @SuppressWarnings("try") // The scope works by being open.
  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Context caller =
        parley
            .openTelemetry()
            .getPropagators()
            .getTextMapPropagator()
            .extract(Context.current(), exchange.getRequestHeaders(), HEADERS);
    Span span =
        parley
            .tracer()
            .spanBuilder(exchange.getRequestMethod() + (path.equals(CHAT) ? " " + CHAT : ""))
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", exchange.getRequestMethod())
            .setAttribute("url.path", path)
            .setAttribute("url.scheme", "http")
            .setAttribute("server.address", "support.larkspur.example")
            .setAttribute("network.protocol.version", "1.1")
            .startSpan();
    Reply reply;
    try (exchange;
        Scope scope = caller.with(span).makeCurrent()) {
      reply = respond(exchange, path, span);
      span.setAttribute("http.response.status_code", reply.status());
      if (reply.status() >= 500) {
        span.setAttribute("error.type", Integer.toString(reply.status()));
        span.setStatus(StatusCode.ERROR);
      }
      // The span is over before the caller can go on: a next turn never starts within this one.
      span.end();
      byte[] body = JSON.writeValueAsBytes(reply.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    } finally {
      span.end();
    }
  }

  private Reply respond(HttpExchange exchange, String path, Span span) throws IOException {
    if (!path.equals(CHAT)) {
      return new Reply(404, Map.of("error", "nothing is here; the chat is at " + CHAT));
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return new Reply(405, Map.of("error", "a message is sent by POST"));
    }
    span.setAttribute("http.route", CHAT);
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonNode request;
    try {
      request = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return new Reply(400, Map.of("error", "the body is no JSON"));
    }
    String conversation = request.path("conversation").asText();
    String message = request.path("message").asText();
    if (conversation.isEmpty() || message.isEmpty()) {
      return new Reply(400, Map.of("error", "conversation and message are needed"));
    }
    try {
      return new Reply(
          200, Map.of("answer", desk.answer(conversation, request.path("user").asText(), message)));
    } catch (RuntimeException e) {
      span.recordException(e);
      return new Reply(
          503, Map.of("error", "We can't answer right now. Please try again in a moment."));
    }
  }
}
