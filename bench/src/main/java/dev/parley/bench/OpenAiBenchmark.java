package dev.parley.bench;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Calls of OpenAI's client over a transport that does nothing. */
@State(Scope.Thread)
public class OpenAiBenchmark {
  private final OpenAIClient plain = client("application/json", SampleTraffic.completion());
  private final OpenAIClient contentOff = observed(plain, false);
  private final OpenAIClient contentOn = observed(plain, true);
  private final OpenAIClient plainStream =
      client("text/event-stream", SampleTraffic.completionEvents());
  private final OpenAIClient streamOff = observed(plainStream, false);
  private final OpenAIClient streamOn = observed(plainStream, true);

  private static OpenAIClient client(String contentType, byte[] answer) {
    return new OpenAIClientImpl(
        ClientOptions.builder()
            .apiKey("none")
            .httpClient(new OpenAiTransport(contentType, answer))
            .build());
  }

  private static OpenAIClient observed(OpenAIClient client, boolean content) {
    return OpenAiInstrumentation.create(PlainTelemetry.parley(content)).instrument(client);
  }

  private static ChatCompletionCreateParams question() {
    return ChatCompletionCreateParams.builder()
        .model("gpt-4o-mini")
        .temperature(0.2)
        .addSystemMessage("You help customers.")
        .addUserMessage(SampleTraffic.PROMPT)
        .build();
  }

  /** The client alone. */
  @Benchmark
  public ChatCompletion plain() {
    return plain.chat().completions().create(question());
  }

  /** Instrumented; content is not captured. */
  @Benchmark
  public ChatCompletion contentOff() {
    return contentOff.chat().completions().create(question());
  }

  /** Instrumented, and all of the content is captured. */
  @Benchmark
  public ChatCompletion contentOn() {
    return contentOn.chat().completions().create(question());
  }

  /** A streamed answer of the client alone. */
  @Benchmark
  public long plainStream() {
    return read(plainStream);
  }

  /** Instrumented; content is not captured. */
  @Benchmark
  public long streamOff() {
    return read(streamOff);
  }

  /** Instrumented, and all of the content is captured. */
  @Benchmark
  public long streamOn() {
    return read(streamOn);
  }

  private static long read(OpenAIClient client) {
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(question())) {
      return chunks.stream().count();
    }
  }
}
