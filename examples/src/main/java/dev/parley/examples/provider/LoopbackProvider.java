package dev.parley.examples.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.examples.scenario.Scenarios;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OpenAI-compatible provider on a free port of loopback: {@code POST /v1/chat/completions}
 * without streaming, for {@code gpt-4o}, {@code gpt-4o-mini} and {@code gpt-4.1}. The same request
 * always gets the same answer, the same usage and the same trouble: some requests are answered 429
 * with a {@code Retry-After} at their first attempt, a few fail, a few are slow. Any key is
 * accepted, a missing one is not. Thread-safe.
 */
public final class LoopbackProvider implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String COMPLETIONS = "/v1/chat/completions";

  static {
    // Headers and body are two packets; without this every answer waits 40 ms for an
    // acknowledgement.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService executor;
  private final ScriptedModel model;
  private final boolean troubled;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Pace pace;

  private LoopbackProvider(HttpServer server, Scenarios scenarios, Pace pace, boolean troubled) {
    this.server = server;
    this.model = new ScriptedModel(scenarios);
    this.pace = pace;
    this.troubled = troubled;
    this.executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "loopback-provider");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    server.createContext("/", this::handle);
  }

  /** Starts a provider that now and then gets into trouble, as real ones do. */
  public static LoopbackProvider start(Scenarios scenarios, Pace pace) throws IOException {
    return start(scenarios, pace, true);
  }

  /** Starts a provider that answers every request properly. */
  public static LoopbackProvider startFlawless(Scenarios scenarios) throws IOException {
    return start(scenarios, Pace.AT_ONCE, false);
  }

  private static LoopbackProvider start(Scenarios scenarios, Pace pace, boolean troubled)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    LoopbackProvider provider = new LoopbackProvider(server, scenarios, pace, troubled);
    server.start();
    return provider;
  }

  /** What clients take as their base URL, without a slash at its end. */
  public String baseUrl() {
    return "http://" + server.getAddress().getHostString() + ":" + port() + "/v1";
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The requests received so far, retries included. */
  public int requests() {
    return requests.get();
  }

  /** Changes how long clients wait from now on. */
  public void pace(Pace pace) {
    this.pace = pace;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!exchange.getRequestURI().getPath().equals(COMPLETIONS)) {
        refuse(exchange, 404, "Unknown request URL: " + exchange.getRequestURI(), "unknown_url");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        refuse(exchange, 405, "Not allowed: " + exchange.getRequestMethod(), "method_not_allowed");
      } else if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
        refuse(exchange, 401, "You didn't provide an API key.", "invalid_api_key");
      } else {
        complete(exchange, body);
      }
    }
  }

  private void complete(HttpExchange exchange, byte[] body) throws IOException {
    JsonNode request;
    try {
      request = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      refuse(exchange, 400, "We could not parse the JSON body of your request.", "invalid_json");
      return;
    }
    String name = request.path("model").asText();
    Optional<String> snapshot = ModelCatalog.snapshot(name);
    if (!request.path("messages").isArray()) {
      refuse(exchange, 400, "Missing required parameter: 'messages'.", "missing_parameter");
    } else if (request.path("stream").asBoolean()) {
      refuse(exchange, 400, "This provider does not stream.", "unsupported_value");
    } else if (snapshot.isEmpty()) {
      refuse(exchange, 404, "The model `" + name + "` does not exist.", "model_not_found");
    } else {
      answer(exchange, request, snapshot.get());
    }
  }

  private void answer(HttpExchange exchange, JsonNode request, String snapshot) throws IOException {
    int seed = request.toString().hashCode();
    Hiccup hiccup = troubled ? Hiccup.of(seed, attempt(exchange)) : Hiccup.NONE;
    if (hiccup.status() != 200) {
      exchange.getResponseHeaders().set("retry-after-ms", "20");
      exchange.getResponseHeaders().set("retry-after", "1");
      exchange
          .getResponseHeaders()
          .set("x-should-retry", Boolean.toString(hiccup == Hiccup.RATE_LIMIT));
      send(exchange, hiccup.status(), hiccup.body());
      return;
    }
    ScriptedModel.Reply reply = model.reply(request);
    ObjectNode completion = completion(seed, snapshot, reply, request);
    int output = completion.path("usage").path("completion_tokens").asInt();
    Duration delay = pace.delay(output, hiccup == Hiccup.SLOW);
    if (!delay.isZero()) {
      try {
        Thread.sleep(delay.toMillis());
      } catch (InterruptedException e) {
        // The provider is closing; the client sees a closed connection, as it would elsewhere.
        Thread.currentThread().interrupt();
        return;
      }
    }
    exchange.getResponseHeaders().set("openai-processing-ms", Long.toString(delay.toMillis()));
    send(exchange, 200, completion);
  }

  private static ObjectNode completion(
      int seed, String snapshot, ScriptedModel.Reply reply, JsonNode request) {
    ObjectNode completion = JSON.createObjectNode();
    completion.put("id", "chatcmpl-" + token(seed, 0));
    completion.put("object", "chat.completion");
    completion.put("created", System.currentTimeMillis() / 1000);
    completion.put("model", snapshot);
    ObjectNode choice = completion.putArray("choices").addObject();
    choice.put("index", 0);
    ObjectNode message = choice.putObject("message");
    message.put("role", "assistant");
    if (reply.calls().isEmpty()) {
      message.put("content", reply.content());
    } else {
      message.putNull("content");
      ArrayNode calls = message.putArray("tool_calls");
      for (ScriptedModel.Call call : reply.calls()) {
        calls
            .addObject()
            .put("id", "call_" + token(seed, calls.size() + 1))
            .put("type", "function")
            .putObject("function")
            .put("name", call.tool())
            .put("arguments", call.arguments());
      }
    }
    message.putNull("refusal");
    choice.putNull("logprobs");
    choice.put("finish_reason", reply.calls().isEmpty() ? "stop" : "tool_calls");
    completion.set("usage", TokenCount.usage(request, reply));
    completion.put("service_tier", "default");
    completion.put("system_fingerprint", "fp_" + Integer.toHexString(snapshot.hashCode()));
    return completion;
  }

  /** Twenty-four letters and digits that depend on the request alone. */
  private static String token(int seed, int number) {
    java.util.Random random = new java.util.Random(seed * 31L + number);
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      token.append(Character.forDigit(random.nextInt(36), 36));
    }
    return token.toString();
  }

  /** The client counts its attempts in a header. */
  private static int attempt(HttpExchange exchange) {
    String count = exchange.getRequestHeaders().getFirst("x-stainless-retry-count");
    try {
      return count == null ? 0 : Integer.parseInt(count);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static void refuse(HttpExchange exchange, int status, String message, String code)
      throws IOException {
    exchange.getResponseHeaders().set("x-should-retry", "false");
    send(exchange, status, Hiccup.error(message, "invalid_request_error", code));
  }

  private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
