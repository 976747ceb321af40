package dev.parley.examples.provider;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.parley.examples.scenario.Scenarios;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The model that an example asks: OpenAI's where {@code OPENAI_API_KEY} is set, else the loopback
 * provider's, which needs no account.
 */
public final class ModelAccount implements AutoCloseable {
  private final OpenAIClient client;
  private final @Nullable LoopbackProvider provider;

  private ModelAccount(OpenAIClient client, @Nullable LoopbackProvider provider) {
    this.client = client;
    this.provider = provider;
  }

  public static ModelAccount fromEnvironment() throws IOException {
    return System.getenv("OPENAI_API_KEY") == null
        ? loopback()
        : new ModelAccount(OpenAIOkHttpClient.fromEnv(), null);
  }

  /** An account with the loopback provider. */
  public static ModelAccount loopback() throws IOException {
    LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
    return new ModelAccount(
        OpenAIOkHttpClient.builder().baseUrl(provider.baseUrl()).apiKey("none").build(), provider);
  }

  /** OpenAI's own client, not observed yet. */
  public OpenAIClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    if (provider != null) {
      provider.close();
    }
  }
}
