package dev.parley.bench;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import dev.parley.instrumentation.gemini.GeminiInstrumentation;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Calls of Gemini's client over a transport that does nothing. */
@State(Scope.Thread)
public class GeminiBenchmark {
  private static final String MODEL = "gemini-2.5-flash";

  private final Client plain = client(answering());
  private final Client contentOff = client(observed(answering(), false));
  private final Client contentOn = client(observed(answering(), true));
  private final Client plainStream = client(streaming());
  private final Client streamOff = client(observed(streaming(), false));
  private final Client streamOn = client(observed(streaming(), true));

  private static OkHttpClient answering() {
    return GeminiTransport.client("application/json", SampleAnswers.gemini());
  }

  private static OkHttpClient streaming() {
    return GeminiTransport.client("text/event-stream", SampleAnswers.geminiEvents());
  }

  private static OkHttpClient observed(OkHttpClient http, boolean content) {
    return GeminiInstrumentation.create(PlainTelemetry.parley(content)).instrument(http);
  }

  private static Client client(OkHttpClient http) {
    return Client.builder()
        .apiKey("none")
        .clientOptions(ClientOptions.builder().customHttpClient(http).build())
        .build();
  }

  private static GenerateContentConfig config() {
    return GenerateContentConfig.builder().temperature(0.2f).maxOutputTokens(1024).build();
  }

  /** The client alone. */
  @Benchmark
  public GenerateContentResponse plain() {
    return plain.models.generateContent(MODEL, SampleTraffic.PROMPT, config());
  }

  /** Instrumented; content is not captured. */
  @Benchmark
  public GenerateContentResponse contentOff() {
    return contentOff.models.generateContent(MODEL, SampleTraffic.PROMPT, config());
  }

  /** Instrumented, and all of the content is captured. */
  @Benchmark
  public GenerateContentResponse contentOn() {
    return contentOn.models.generateContent(MODEL, SampleTraffic.PROMPT, config());
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

  private static long read(Client client) {
    AtomicLong pieces = new AtomicLong();
    try (ResponseStream<GenerateContentResponse> stream =
        client.models.generateContentStream(MODEL, SampleTraffic.PROMPT, config())) {
      stream.forEach(piece -> pieces.incrementAndGet());
    }
    return pieces.get();
  }
}
