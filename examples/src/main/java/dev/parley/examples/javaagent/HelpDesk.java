package dev.parley.examples.javaagent;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Step;
import dev.parley.sdk.Workflow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers questions over HTTP, at {@code OPENAI_BASE_URL} with {@code OPENAI_API_KEY}. Nothing here
 * sets telemetry up or instruments a client: that is the agent's.
 *
 * <pre>{@code
 * java -javaagent:opentelemetry-javaagent.jar -Dotel.javaagent.extensions=parley-agent.jar \
 *      -Dparley.endpoint=http://localhost:4318 -cp … dev.parley.examples.javaagent.HelpDesk 8080
 * curl -H 'X-Conversation-Id: c-1' -d 'Where is my parcel?' http://localhost:8080/plain
 * curl -d 'Where is my refund?' 'http://localhost:8080/ask?c-1'
 * }</pre>
 */
public final class HelpDesk {
  private final Handbook handbook = new Handbook();
  private final ExecutorService workers = Executors.newFixedThreadPool(8);
  private final OpenAIClient openai = OpenAIOkHttpClient.fromEnv();

  private HelpDesk() {}

  /** Takes the port, 0 for a free one. */
  public static void main(String[] arguments) throws IOException {
    HelpDesk desk = new HelpDesk();
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                arguments.length == 0 ? 8080 : Integer.parseInt(arguments[0])),
            200);
    server.createContext("/plain", exchange -> answer(exchange, desk::plain));
    server.createContext("/ask", exchange -> answer(exchange, text -> desk.ask(exchange, text)));
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    System.out.println("Listening on port " + server.getAddress().getPort());
  }

  /** Knows nothing of Parley: whose conversation this is stands in the request's headers. */
  private String plain(String question) {
    return complete("You work for a shop.", question);
  }

  /** Says whose conversation it is, and what it does. The model is asked on another thread. */
  @SuppressWarnings("try") // The conversation works by being open.
  private String ask(HttpExchange exchange, String question) {
    String conversation = exchange.getRequestURI().getQuery();
    try (var scope = Conversation.of(conversation).user("user of " + conversation).open()) {
      return Workflow.of("help").type("rag").call(() -> answered(question));
    }
  }

  private String answered(String question) {
    return Step.llm("answer")
        .input(question)
        .call(
            () -> {
              String known = handbook.search(question);
              return CompletableFuture.supplyAsync(() -> complete(known, question), workers).join();
            });
  }

  private String complete(String known, String question) {
    return openai
        .chat()
        .completions()
        .create(
            ChatCompletionCreateParams.builder()
                .model("gpt-4o")
                .addSystemMessage(known)
                .addUserMessage(question)
                .build())
        .choices()
        .get(0)
        .message()
        .content()
        .orElse("");
  }

  /** What answers a text. */
  private interface Answering {
    String to(String question);
  }

  private static void answer(HttpExchange exchange, Answering answering) throws IOException {
    try (exchange) {
      String question =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      byte[] answer = answering.to(question).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }
}
