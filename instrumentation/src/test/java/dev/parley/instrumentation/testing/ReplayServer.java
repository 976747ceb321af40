package dev.parley.instrumentation.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers requests with the responses that were put in, in their order. Thread-safe. */
public final class ReplayServer implements AutoCloseable {

  /**
   * What a client sent.
   *
   * @param path percent-encoded as it was sent, without its query
   * @param query null without one
   * @param headers the first value of each; any case of a name finds it
   */
  public record Request(
      String method,
      String path,
      @Nullable String query,
      Map<String, String> headers,
      String body) {}

  /** A gate that the rest of an answer waits at. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  private record Answer(
      int status,
      Map<String, String> headers,
      byte[] body,
      int missing,
      CountDownLatch gate,
      byte[] rest) {
    Answer(int status, Map<String, String> headers, byte[] body, int missing) {
      this(status, headers, body, missing, new CountDownLatch(0), new byte[0]);
    }
  }

  private static final Map<String, String> EVENTS = Map.of("Content-Type", "text/event-stream");
  private static final Answer NONE =
      new Answer(418, Map.of("x-should-retry", "false"), bytes("{}"), 0);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  public ReplayServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(request(exchange));
      Answer next = answers.poll();
      Answer answer = next == null ? NONE : next;
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      // Where more is to come, its length is not told: 0 means chunks.
      exchange.sendResponseHeaders(answer.status(), answer.rest().length == 0 ? length(answer) : 0);
      exchange.getResponseBody().write(answer.body());
      exchange.getResponseBody().flush();
      await(answer.gate());
      exchange.getResponseBody().write(answer.rest());
    }
  }

  /** An empty body is told as -1, or its end would be written as a chunk. */
  private static int length(Answer answer) {
    int length = answer.body().length + answer.missing();
    return length == 0 ? -1 : length;
  }

  private static Request request(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        exchange.getRequestURI().getRawQuery(),
        headers,
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
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

  /** JSON. */
  public ReplayServer answer(int status, String body) {
    return answer(status, Map.of(), body);
  }

  public ReplayServer answer(int status, Map<String, String> headers, String body) {
    return answer(status, headers, bytes(body));
  }

  /** Any bytes; JSON where the headers name no other type of content. */
  public ReplayServer answer(int status, Map<String, String> headers, byte[] body) {
    answers.add(new Answer(status, headers, body, 0));
    return this;
  }

  /** The response of a recording. */
  public ReplayServer answer(Recordings.Interaction interaction) {
    return answer(interaction.status(), interaction.headers(), interaction.body());
  }

  /** A stream of server-sent events. */
  public ReplayServer stream(String events) {
    return answer(200, EVENTS, events);
  }

  /** A stream of server-sent events whose rest comes when the gate is open. */
  public ReplayServer stream(String events, CountDownLatch gate, String rest) {
    return stream(EVENTS, bytes(events), gate, bytes(rest));
  }

  /** A stream of any bytes whose rest, which is not empty, comes when the gate is open. */
  public ReplayServer stream(
      Map<String, String> headers, byte[] body, CountDownLatch gate, byte[] rest) {
    answers.add(new Answer(200, headers, body, 0, gate, rest));
    return this;
  }

  /** A stream of server-sent events that breaks off after these. */
  public ReplayServer breakOffStream(String events) {
    return breakOff(200, EVENTS, bytes(events));
  }

  /** Promises more than it sends. */
  public ReplayServer breakOff(int status, String body) {
    return breakOff(status, Map.of(), bytes(body));
  }

  /** Promises more than it sends. */
  public ReplayServer breakOff(int status, Map<String, String> headers, byte[] body) {
    answers.add(new Answer(status, headers, body, 100));
    return this;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As OpenAI's protocol has it. */
  public String baseUrl() {
    return origin() + "/v1";
  }

  /** Scheme, host and port. */
  public String origin() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** What came so far, in its order. */
  public List<Request> requests() {
    return new ArrayList<>(requests);
  }

  /** The bodies of what came so far. */
  public List<String> bodies() {
    return requests.stream().map(Request::body).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
