package dev.parley.examples.langchain4j;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.instrumentation.langchain4j.LangChain4jInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The shop's chat: {@code POST /chat?conversation=ID} with a question answers it, and {@code POST
 * /chat/stream} piece by piece. {@code X-User} may say who asks.
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public final class Shop implements AutoCloseable {
  private static final List<String> QUESTIONS =
      List.of(
          "Hi, I returned my desk lamp two weeks ago (order 4711) and I still haven't seen the"
              + " refund. What is going on?",
          "Yes please, release it.",
          "Will the shipping costs be refunded as well?");
  private static final int BACKLOG = 200;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Assistant assistant;
  private final HttpServer server;

  private interface Answering {
    void answer(String conversation, String question, HttpExchange exchange) throws IOException;
  }

  private Shop(Parley parley, Models models, int port) throws IOException {
    this.assistant = assistant(parley, models);
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/chat", exchange -> serve(exchange, this::whole));
    server.createContext("/chat/stream", exchange -> serve(exchange, this::streamed));
    server.start();
  }

  private static Assistant assistant(Parley parley, Models models) {
    LangChain4jInstrumentation langChain4j = LangChain4jInstrumentation.create(parley);
    return langChain4j
        .aiServices(Assistant.class)
        .chatModel(models.chat())
        .streamingChatModel(models.streaming())
        .tools(new Orders())
        .contentRetriever(handbook(langChain4j.instrument(models.embeddings())))
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(20))
        .build();
  }

  /** What the shop's people know, to be found by what it means. */
  private static ContentRetriever handbook(EmbeddingModel embeddings) {
    InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
    for (String text :
        List.of(
            "Refunds are paid to the card that an order was paid with.",
            "Parcels arrive two to three days after they left the warehouse.")) {
      TextSegment segment = TextSegment.from(text, Metadata.from("source", "handbook"));
      store.add(embeddings.embed(segment).content(), segment);
    }
    return EmbeddingStoreContentRetriever.builder()
        .embeddingStore(store)
        .embeddingModel(embeddings)
        .maxResults(1)
        .build();
  }

  /**
   * Serves at the port that {@code --port=N} names until it is ended; without one, asks itself a
   * few questions. Its models are those of {@code OPENAI_BASE_URL}, or OpenAI's, where {@code
   * OPENAI_API_KEY} is set, else a scripted one.
   */
  public static void main(String[] arguments) throws Exception {
    String key = System.getenv("OPENAI_API_KEY");
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley = ExampleTelemetry.start("langchain4j-shop")) {
      Models models =
          key == null
              ? new Models(provider.baseUrl(), "none")
              : new Models(
                  Objects.requireNonNullElse(
                      System.getenv("OPENAI_BASE_URL"), "https://api.openai.com/v1"),
                  key);
      if (arguments.length > 0) {
        serve(parley, models, Integer.parseInt(arguments[0].substring("--port=".length())));
      } else {
        try (Shop shop = new Shop(parley, models, 0)) {
          System.out.println(shop.ask("/chat", QUESTIONS.get(0)));
          System.out.println(shop.ask("/chat", QUESTIONS.get(1)));
          System.out.println(shop.ask("/chat/stream", QUESTIONS.get(2)));
        }
      }
    }
  }

  private static void serve(Parley parley, Models models, int port) throws Exception {
    CountDownLatch ending = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ending.countDown();
                  await(ended);
                }));
    try (Shop shop = new Shop(parley, models, port)) {
      System.out.println("Listening on port " + shop.server.getAddress().getPort());
      ending.await();
    } finally {
      // What was not exported yet is exported now.
      parley.close();
      ended.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void serve(HttpExchange exchange, Answering answering) throws IOException {
    try (exchange) {
      String question =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
      String conversation = query.replaceFirst("^conversation=", "");
      String user = exchange.getRequestHeaders().getFirst("X-User");
      if (user == null) {
        answering.answer(conversation, question, exchange);
        return;
      }
      // Whose conversation it is, LangChain4j does not know.
      try (var scope = Conversation.of(conversation).user(user).open()) {
        answering.answer(conversation, question, exchange);
      }
    }
  }

  private void whole(String conversation, String question, HttpExchange exchange)
      throws IOException {
    byte[] answer = assistant.answer(conversation, question).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
  }

  private void streamed(String conversation, String question, HttpExchange exchange)
      throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    CompletableFuture<Object> whole = new CompletableFuture<>();
    assistant.stream(conversation, question)
        .onPartialResponse(text -> write(body, text))
        .onCompleteResponse(whole::complete)
        .onError(whole::completeExceptionally)
        .start();
    whole.join();
  }

  private static void write(OutputStream body, String text) {
    try {
      body.write(text.getBytes(StandardCharsets.UTF_8));
      body.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private String ask(String path, String question) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:"
                        + server.getAddress().getPort()
                        + path
                        + "?conversation=c-4711"))
            .header("X-User", "ann")
            .POST(HttpRequest.BodyPublishers.ofString(question))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
