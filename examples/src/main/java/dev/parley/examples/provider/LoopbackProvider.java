package dev.parley.examples.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.examples.scenario.Scenarios;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider of models on a free port of loopback that speaks the protocols of OpenAI (chat
 * completions, responses, embeddings), Anthropic, Gemini and Bedrock, streamed and not. The same
 * request always gets the same answer, the same usage and the same trouble: some requests are
 * answered 429 with a {@code Retry-After} at their first attempt, a few fail, a few are slow. Any
 * credentials are accepted, missing ones are not. Thread-safe.
 */
public final class LoopbackProvider implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  static {
    // Headers and body are two packets; without this every answer waits 40 ms for an
    // acknowledgement.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService executor;
  private final List<Protocol> protocols;
  private final boolean troubled;
  private final Attempts attempts = new Attempts();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Pace pace;

  private LoopbackProvider(HttpServer server, Scenarios scenarios, Pace pace, boolean troubled) {
    this.server = server;
    ScriptedModel model = new ScriptedModel(scenarios);
    this.protocols =
        List.of(
            new ChatCompletions(model),
            new Responses(model),
            new OpenAiEmbeddings(),
            new AnthropicMessages(model),
            new GeminiModels(model),
            new BedrockRuntime(model));
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

  /** What OpenAI's client takes as its base URL, without a slash at its end. */
  public String baseUrl() {
    return origin() + "/v1";
  }

  /** What the other clients take as their base URL or endpoint, without a slash at its end. */
  public String origin() {
    return "http://" + server.getAddress().getHostString() + ":" + port();
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
      String path = exchange.getRequestURI().getRawPath();
      Protocol protocol =
          protocols.stream()
              .filter(candidate -> candidate.serves(path))
              .findFirst()
              .orElse(protocols.get(0));
      Identity identity = new Identity(path.hashCode());
      try {
        if (!protocol.serves(path)) {
          throw new Trouble(Trouble.Kind.NOT_FOUND, "Unknown request URL: " + path, "unknown_url");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
          throw new Trouble(
              Trouble.Kind.NOT_ALLOWED,
              "Not allowed: " + exchange.getRequestMethod(),
              "method_not_allowed");
        }
        if (!protocol.admits(exchange.getRequestHeaders())) {
          throw new Trouble(
              Trouble.Kind.NO_CREDENTIALS, "You didn't provide an API key.", "invalid_api_key");
        }
        JsonNode request = read(body);
        identity = new Identity(request.toString().hashCode());
        answer(exchange, protocol, path, request, identity);
      } catch (Trouble trouble) {
        send(exchange, protocol.refuse(trouble, identity), Duration.ZERO);
      }
    }
  }

  private static JsonNode read(byte[] body) throws IOException, Trouble {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new Trouble(
          Trouble.Kind.BAD_REQUEST,
          "We could not parse the JSON body of your request.",
          "invalid_json");
    }
  }

  private void answer(
      HttpExchange exchange, Protocol protocol, String path, JsonNode request, Identity identity)
      throws IOException, Trouble {
    // What is wrong with the request itself is said first, and always.
    Answer answer = protocol.answer(path, request, identity);
    Hiccup hiccup = troubled ? Hiccup.of(identity.seed()) : Hiccup.NONE;
    if (hiccup != Hiccup.RATE_LIMIT
        || !attempts.isRetry(exchange.getRequestHeaders(), identity.seed())) {
      hiccup.raise();
    }
    send(exchange, answer, pace.delay(answer.outputTokens(), hiccup == Hiccup.SLOW));
  }

  /** A whole answer after the time it takes, a streamed one over that time. */
  private static void send(HttpExchange exchange, Answer answer, Duration delay)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("openai-processing-ms", Long.toString(delay.toMillis()));
    List<byte[]> pieces = answer.pieces();
    // The first piece takes as long as four of the others.
    Duration pause = answer.isStreamed() ? delay.dividedBy(pieces.size() + 3) : delay;
    if (!waited(answer.isStreamed() ? pause.multipliedBy(4) : delay)) {
      return;
    }
    exchange.sendResponseHeaders(answer.status(), answer.isStreamed() ? 0 : pieces.get(0).length);
    OutputStream body = exchange.getResponseBody();
    for (int i = 0; i < pieces.size(); i++) {
      if (i > 0 && !waited(pause)) {
        return;
      }
      body.write(pieces.get(i));
      body.flush();
    }
  }

  /** False where the provider is closing: the client sees a closed connection, as elsewhere. */
  private static boolean waited(Duration delay) {
    if (delay.isZero()) {
      return true;
    }
    try {
      Thread.sleep(delay.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
