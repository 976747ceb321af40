package dev.parley.examples.web;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Feedback;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A web application. Each request is a trace and the next turn; the conversation is known by a
 * cookie (or a header, for clients without cookies), so that it spans all of its requests. A
 * service that it calls belongs to the same conversation.
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public final class WebApplication implements AutoCloseable {
  private final HttpServer server;
  private final HttpTracing tracing;
  private final OpenAIClient client;
  private final URI stock;
  private final HttpClient http = HttpClient.newHttpClient();

  WebApplication(Parley parley, OpenAIClient plain, URI stock) throws IOException {
    this.tracing = new HttpTracing(parley.openTelemetry());
    this.client = OpenAiInstrumentation.create(parley).instrument(plain);
    this.stock = stock;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/chat", this::chat);
    server.createContext("/feedback", this::feedback);
    server.start();
  }

  /** Starts the application and its second service, and sends two requests with one cookie. */
  public static void main(String[] arguments) throws Exception {
    try (ModelAccount account = ModelAccount.fromEnvironment();
        Parley parley =
            Parley.builder()
                .serviceName("shop-website")
                .prices(ExampleTelemetry.PRICES)
                .propagateContext(true)
                .console()
                .buildAndRegisterGlobal();
        StockService stock = new StockService(parley);
        WebApplication shop = new WebApplication(parley, account.client(), stock.uri())) {
      HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
      for (String question : List.of("Do you have tents?", "And sleeping bags?")) {
        HttpRequest request =
            HttpRequest.newBuilder(shop.uri("/chat"))
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build();
        System.out.println(browser.send(request, HttpResponse.BodyHandlers.ofString()).body());
      }
    }
  }

  URI uri(String path) {
    return URI.create(
        "http://"
            + server.getAddress().getHostString()
            + ":"
            + server.getAddress().getPort()
            + path);
  }

  private void chat(HttpExchange exchange) throws IOException {
    try (Scope caller = tracing.callersContext(exchange).makeCurrent();
        ContextScope turn =
            Conversation.of(conversation(exchange)).user(user(exchange)).openTurn()) {
      tracing.serve(exchange, this::answer);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String pieces = Step.tool("ask_stock").call(this::askStock);
    String answer =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model("gpt-4o")
                    .addSystemMessage("In stock: " + pieces)
                    .addUserMessage(question)
                    .build())
            .choices()
            .get(0)
            .message()
            .content()
            .orElse("");
    SpanContext span = Span.current().getSpanContext();
    exchange.getResponseHeaders().set("X-Answer", span.getTraceId() + "/" + span.getSpanId());
    send(exchange, answer);
  }

  private String askStock() {
    HttpRequest request = tracing.sent(HttpRequest.newBuilder(stock)).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join().body();
  }

  private void feedback(HttpExchange exchange) throws IOException {
    try (Scope caller = tracing.callersContext(exchange).makeCurrent()) {
      tracing.serve(exchange, WebApplication::thank);
    }
  }

  /** The page sends the answer's ids back with the user's click. */
  private static void thank(HttpExchange exchange) throws IOException {
    String[] answer =
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).split("/", 2);
    Feedback.ofSpan(answer[0], answer[1]).by(user(exchange)).thumbsUp();
    send(exchange, "Thank you");
  }

  /** A new visitor gets an id. */
  private static String conversation(HttpExchange exchange) {
    String named = exchange.getRequestHeaders().getFirst("X-Conversation-Id");
    if (named == null) {
      named = cookie(exchange);
    }
    if (named != null) {
      return named;
    }
    String id = UUID.randomUUID().toString();
    exchange.getResponseHeaders().add("Set-Cookie", "conversation=" + id + "; Path=/; HttpOnly");
    return id;
  }

  private static @Nullable String cookie(HttpExchange exchange) {
    for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
      for (String pair : header.split(";", -1)) {
        String[] parts = pair.strip().split("=", 2);
        if (parts.length == 2 && parts[0].equals("conversation")) {
          return parts[1];
        }
      }
    }
    return null;
  }

  /** Who is logged in; a real application knows it from its session. */
  private static @Nullable String user(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("X-User");
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
