package dev.parley.bench;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.parley.instrumentation.anthropic.AnthropicInstrumentation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Calls of Anthropic's client over a transport that does nothing. */
@State(Scope.Thread)
public class AnthropicBenchmark {
  private final AnthropicClient plain = client("application/json", SampleAnswers.anthropic());
  private final AnthropicClient contentOff = observed(plain, false);
  private final AnthropicClient contentOn = observed(plain, true);
  private final AnthropicClient plainStream =
      client("text/event-stream", SampleAnswers.anthropicEvents());
  private final AnthropicClient streamOff = observed(plainStream, false);
  private final AnthropicClient streamOn = observed(plainStream, true);

  private static AnthropicClient client(String contentType, byte[] answer) {
    return AnthropicOkHttpClient.builder()
        .apiKey("none")
        .build()
        .withOptions(options -> options.httpClient(new AnthropicTransport(contentType, answer)));
  }

  private static AnthropicClient observed(AnthropicClient client, boolean content) {
    return AnthropicInstrumentation.create(PlainTelemetry.parley(content)).instrument(client);
  }

  private static MessageCreateParams question() {
    return MessageCreateParams.builder()
        .model("claude-sonnet-4-5")
        .maxTokens(1024)
        .system("You help customers.")
        .addUserMessage(SampleTraffic.PROMPT)
        .build();
  }

  /** The client alone. */
  @Benchmark
  public Message plain() {
    return plain.messages().create(question());
  }

  /** Instrumented; content is not captured. */
  @Benchmark
  public Message contentOff() {
    return contentOff.messages().create(question());
  }

  /** Instrumented, and all of the content is captured. */
  @Benchmark
  public Message contentOn() {
    return contentOn.messages().create(question());
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

  private static long read(AnthropicClient client) {
    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(question())) {
      return events.stream().count();
    }
  }
}
