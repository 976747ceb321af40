package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ClientException;
import com.google.genai.types.Content;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Tool;
import dev.parley.instrumentation.testing.Loopback;
import dev.parley.sdk.Conversation;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What works with every version of the library that we claim; uses what the oldest has. */
class GeminiCompatibilityTest extends Loopback {

  private static final String FLASH = "gemini-2.5-flash";

  private Client client;

  @BeforeEach
  void startClient() {
    client =
        GeminiInstrumentation.create(parley)
            .instrument(
                Client.builder()
                    .apiKey("test")
                    .vertexAI(false)
                    .httpOptions(HttpOptions.builder().baseUrl(server.origin()).build())
                    .build());
  }

  @AfterEach
  void stopClient() {
    client.close();
  }

  @Test
  @DisplayName("XP-02: with every version we claim, content is generated, at once and streamed")
  void generate() {
    server.answer(200, GeminiLoopback.ANSWER).stream(
        GeminiStreamingTest.text("Hel") + GeminiStreamingTest.text("lo."));
    GenerateContentConfig config =
        GenerateContentConfig.builder()
            .temperature(0f)
            .systemInstruction(Content.fromParts(Part.fromText("Be brief.")))
            .tools(
                List.of(
                    Tool.builder()
                        .functionDeclarations(
                            List.of(FunctionDeclaration.builder().name("rain").build()))
                        .build()))
            .build();
    Conversation.of("c1").run(() -> client.models.generateContent(FLASH, "Hi.", config));
    try (ResponseStream<GenerateContentResponse> stream =
        client.models.generateContentStream(FLASH, "Hi.", config)) {
      stream.forEach(piece -> {});
    }
    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(2);
    assertThat(attributes(spans.get(0)))
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("gen_ai.usage.input_tokens", 2000L);
    assertThat(spans)
        .allSatisfy(
            span ->
                assertThat(attributes(span))
                    .containsEntry("gen_ai.provider.name", "gcp.gemini")
                    .containsEntry("gen_ai.request.temperature", 0.0)
                    .containsEntry("gen_ai.request.tools.0.function.name", "rain")
                    .containsEntry("gen_ai.prompt.0.content", "Be brief.")
                    .containsEntry("gen_ai.completion.0.content", "Hello."));
  }

  @Test
  @DisplayName("XP-02: with every version we claim, asynchronous calls, embeddings and errors")
  void embedAndFail() {
    server
        .answer(200, GeminiLoopback.ANSWER)
        .answer(200, "{\"embeddings\":[{\"values\":[0.5,0.25]}]}")
        .answer(404, "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"no\"}}");
    assertThat(client.async.models.generateContent(FLASH, "Hi.", null).join().text())
        .isEqualTo("Hello.");
    client.models.embedContent(
        "gemini-embedding-001", "Text", EmbedContentConfig.builder().build());
    Throwable seen = catchThrowable(() -> client.models.generateContent("none", "Hi.", null));
    assertThat(seen).isInstanceOf(ClientException.class);

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(3);
    assertThat(attributes(spans.get(0))).containsEntry("gen_ai.completion.0.content", "Hello.");
    assertThat(attributes(spans.get(1))).containsEntry("gen_ai.embeddings.dimension.count", 2L);
    assertThat(attributes(spans.get(2)))
        .containsEntry("error.type", ClientException.class.getName())
        .containsEntry("http.response.status_code", 404L);
  }
}
