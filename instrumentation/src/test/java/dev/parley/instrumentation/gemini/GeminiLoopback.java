package dev.parley.instrumentation.gemini;

import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import dev.parley.instrumentation.testing.Loopback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The real client before a loopback server. */
abstract class GeminiLoopback extends Loopback {

  static final String FLASH = "gemini-2.5-flash";

  static final String ANSWER =
      """
      {"candidates":[{"content":{"parts":[{"text":"Hello."}],"role":"model"},"finishReason":"STOP",
                      "index":0}],
       "usageMetadata":{"promptTokenCount":2000,"cachedContentTokenCount":1024,
                        "candidatesTokenCount":100,"thoughtsTokenCount":64,
                        "totalTokenCount":2164},
       "modelVersion":"gemini-2.5-flash","responseId":"r-1"}
      """;

  Client client;

  @BeforeEach
  void startClient() {
    client = client(1);
  }

  @AfterEach
  void stopClient() {
    client.close();
  }

  /** A client of the Developer API that sends each request so often at most, hardly waiting. */
  Client client(int attempts) {
    return Client.builder().apiKey("test").vertexAI(false).httpOptions(options(attempts)).build();
  }

  HttpOptions options(int attempts) {
    return HttpOptions.builder()
        .baseUrl(server.origin())
        .retryOptions(
            HttpRetryOptions.builder().attempts(attempts).initialDelay(0.001).jitter(0.0).build())
        .build();
  }

  Client observed() {
    return GeminiInstrumentation.create(parley).instrument(client);
  }
}
