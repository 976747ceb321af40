package dev.parley.instrumentation.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import dev.parley.instrumentation.testing.Loopback;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The real client of Anthropic before the loopback provider. */
abstract class AnthropicLoopback extends Loopback {

  static final String MODEL = "claude-sonnet-4-5";

  /** The smallest answer. */
  static final String HELLO =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
       "content":[{"type":"text","text":"Hello."}],"stop_reason":"end_turn","stop_sequence":null,
       "usage":{"input_tokens":10,"output_tokens":5,"service_tier":"standard"}}
      """;

  private static final Set<String> OF_A_STREAM =
      Set.of("gen_ai.request.stream", "gen_ai.response.time_to_first_chunk", "parley.stream.items");

  AnthropicClient plain;

  @BeforeEach
  void build() {
    plain =
        AnthropicOkHttpClient.builder()
            .apiKey("test")
            .baseUrl(server.origin())
            .maxRetries(1)
            .build();
  }

  @AfterEach
  void close() {
    plain.close();
  }

  AnthropicClient observed() {
    return AnthropicInstrumentation.create(parley).instrument(plain);
  }

  static MessageCreateParams hello() {
    return MessageCreateParams.builder().model(MODEL).maxTokens(100).addUserMessage("Hi").build();
  }

  static com.anthropic.models.beta.messages.MessageCreateParams betaHello() {
    return com.anthropic.models.beta.messages.MessageCreateParams.builder()
        .model(MODEL)
        .maxTokens(100)
        .addUserMessage("Hi")
        .build();
  }

  /** What is the same whether an answer was streamed or not. */
  static Map<String, Object> unstreamed(SpanData span) {
    Map<String, Object> attributes = new TreeMap<>(attributes(span));
    attributes.keySet().removeAll(OF_A_STREAM);
    return attributes;
  }
}
