package dev.parley.bench.starter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * What an application talks to: a provider with OpenAI's protocol that answers as soon as it is
 * told to, and a receiver of OTLP that counts spans. The provider has its model ask for one tool,
 * and with its result for another, and then answers: three calls and two tools a question.
 */
final class Surroundings implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TOOL_CALLS = 2;

  static {
    // Headers and body are two packets; without this every answer waits 40 ms for an
    // acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final AtomicLong spans = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Duration pause = Duration.ZERO;
  private final HttpServer server;
  private final ExecutorService threads;

  Surroundings() throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    this.threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/v1/traces", this::receive);
    server.createContext("/v1/chat/completions", this::complete);
    server.createContext("/v1/embeddings", this::embed);
    server.start();
  }

  /** Without a slash at its end. */
  String address() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Lets each answer of the model take so long from now on; at first they take no time. */
  void pause(Duration answerTime) {
    this.pause = answerTime;
  }

  /** How many have been received so far. */
  long spans() {
    return spans.get();
  }

  /** Of the requests' bodies that have been received so far, not compressed. */
  long bytes() {
    return bytes.get();
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
      try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = unpacked.readAllBytes();
      }
    }
    ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .forEach(scope -> spans.addAndGet(scope.getSpansCount()));
    bytes.addAndGet(body.length);
    answer(exchange, "application/x-protobuf", new byte[0]);
  }

  private void complete(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
    int results = 0;
    for (JsonNode message : request.path("messages")) {
      results += message.path("role").asText().equals("tool") ? 1 : 0;
    }
    ObjectNode answer = JSON.createObjectNode();
    answer
        .put("id", "chatcmpl-" + results)
        .put("object", "chat.completion")
        .put("created", 1_790_000_000)
        .put("model", "gpt-4o-2024-08-06");
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.putNull("refusal");
    choice.putNull("logprobs");
    if (results < TOOL_CALLS) {
      choice.put("finish_reason", "tool_calls");
      message.putNull("content");
      message
          .putArray("tool_calls")
          .addObject()
          .put("id", "call_" + results)
          .put("type", "function")
          .putObject("function")
          .put("name", "look_up_order")
          .put("arguments", "{\"order\":\"47" + results + "\"}");
    } else {
      choice.put("finish_reason", "stop");
      message.put("content", "I found both orders: the refund of $42.00 goes to your card today.");
    }
    answer
        .putObject("usage")
        .put("prompt_tokens", 120)
        .put("completion_tokens", 20)
        .put("total_tokens", 140);
    sleep();
    answer(exchange, "application/json", JSON.writeValueAsBytes(answer));
  }

  private void sleep() throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the provider is closing");
    }
  }

  private void embed(HttpExchange exchange) throws IOException {
    JsonNode input = JSON.readTree(exchange.getRequestBody().readAllBytes()).path("input");
    ObjectNode answer = JSON.createObjectNode().put("object", "list");
    ArrayNode data = answer.putArray("data");
    int texts = input.isArray() ? input.size() : 1;
    for (int i = 0; i < texts; i++) {
      ByteBuffer vector = ByteBuffer.allocate(8 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (vector.hasRemaining()) {
        vector.putFloat(1f / (1 + i + vector.position()));
      }
      data.addObject()
          .put("object", "embedding")
          .put("index", i)
          .put("embedding", Base64.getEncoder().encodeToString(vector.array()));
    }
    answer
        .put("model", "text-embedding-3-small")
        .putObject("usage")
        .put("prompt_tokens", 20)
        .put("total_tokens", 20);
    answer(exchange, "application/json", JSON.writeValueAsBytes(answer));
  }

  private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
