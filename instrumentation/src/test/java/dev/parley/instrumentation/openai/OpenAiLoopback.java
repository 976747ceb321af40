package dev.parley.instrumentation.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.parley.instrumentation.testing.Loopback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The real client before the loopback provider. */
abstract class OpenAiLoopback extends Loopback {

  OpenAIClient plain;

  @BeforeEach
  void startClient() {
    plain =
        OpenAIOkHttpClient.builder().apiKey("test").baseUrl(server.baseUrl()).maxRetries(1).build();
  }

  @AfterEach
  void stopClient() {
    plain.close();
  }

  OpenAIClient observed() {
    return OpenAiInstrumentation.create(parley).instrument(plain);
  }
}
