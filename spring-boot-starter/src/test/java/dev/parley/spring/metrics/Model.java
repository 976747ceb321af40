package dev.parley.spring.metrics;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.sun.net.httpserver.HttpServer;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Parley;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A provider on loopback, asked by OpenAI's own client. It knows {@code gpt-4o} alone. */
public final class Model implements AutoCloseable {
  private static final String ANSWER =
      """
      {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-2024-08-06",
       "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
                    "message": {"role": "assistant", "content": "Hi.", "refusal": null}}],
       "usage": {"prompt_tokens": 11, "completion_tokens": 5, "total_tokens": 16}}
      """;

  private final HttpServer server;

  public Model() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String asked =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean known = asked.contains("\"gpt-4o\"");
          byte[] body = (known ? ANSWER : "{}").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(known ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** Asks each of these models once. */
  public void ask(Parley parley, String... models) {
    OpenAIClient client =
        OpenAiInstrumentation.create(parley)
            .instrument(
                OpenAIOkHttpClient.builder()
                    .apiKey("none")
                    .baseUrl("http://localhost:" + server.getAddress().getPort())
                    .build());
    for (String model : models) {
      try {
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello").build());
      } catch (OpenAIException unknown) {
        // Told as a failed call.
      }
    }
    client.close();
  }

  public String port() {
    return String.valueOf(server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
