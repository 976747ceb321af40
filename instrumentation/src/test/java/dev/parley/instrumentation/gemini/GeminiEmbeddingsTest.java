package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import dev.parley.instrumentation.testing.TestParley;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GeminiEmbeddingsTest extends GeminiLoopback {

  private static final String MODEL = "gemini-embedding-001";

  @Test
  @DisplayName("XP-02: embeddings tell their dimensions and texts, and never their vectors")
  void batch() {
    server.answer(200, "{\"embeddings\":[{\"values\":[0.5,0.25]},{\"values\":[0.125,0.75]}]}");
    EmbedContentResponse response =
        observed()
            .models
            .embedContent(
                MODEL,
                List.of("First", "Second"),
                EmbedContentConfig.builder()
                    .outputDimensionality(2)
                    .taskType("CLUSTERING")
                    .build());
    assertThat(response.embeddings().orElseThrow()).hasSize(2);
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("embeddings gemini-embedding-001");
    assertThat(attributes(span))
        .containsEntry("gen_ai.operation.name", "embeddings")
        .containsEntry("gen_ai.provider.name", "gcp.gemini")
        .containsEntry("gen_ai.embeddings.dimension.count", 2L)
        .containsEntry("gcp.gen_ai.request.task_type", "CLUSTERING")
        .containsEntry("gen_ai.prompt.0.role", "user")
        .containsEntry("gen_ai.prompt.0.content", "First")
        .containsEntry("gen_ai.prompt.1.content", "Second")
        .allSatisfy((key, value) -> assertThat(value.toString()).doesNotContain("0.125"))
        .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("gen_ai.usage."));
  }

  @Test
  @DisplayName("Vertex AI's predictions tell tokens with each vector; characters are no tokens")
  void predictions() {
    server.answer(
        200,
        """
        {"predictions":[
          {"embeddings":{"values":[0.5,0.25,1],"statistics":{"token_count":3,"truncated":false}}},
          {"embeddings":{"values":[0.5,0.25,1],"statistics":{"token_count":4.0}}}],
         "metadata":{"billableCharacterCount":1000}}
        """);
    try (Client vertex = vertex()) {
      EmbedContentResponse response =
          vertex.models.embedContent(
              "text-embedding-005",
              List.of("First", "Second"),
              EmbedContentConfig.builder().build());
      assertThat(response.embeddings().orElseThrow()).hasSize(2);
    }
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.operation.name", "embeddings")
        .containsEntry("gen_ai.provider.name", "gcp.vertex_ai")
        .containsEntry("gen_ai.request.model", "text-embedding-005")
        .containsEntry("gen_ai.embeddings.dimension.count", 3L)
        .containsEntry("gen_ai.usage.input_tokens", 7L)
        .containsEntry("gen_ai.prompt.1.content", "Second")
        .doesNotContainKey("gen_ai.usage.output_tokens");
  }

  @Test
  @DisplayName(
      "Vertex AI's embedded content tells its tokens; asynchronously alike, without content")
  void embedded() {
    parley = TestParley.built(exporter, false);
    server.answer(
        200,
        """
        {"embedding":{"values":[0.5,0.25,1,0]},"usageMetadata":{"promptTokenCount":5},
         "truncated":false}
        """);
    try (Client vertex = vertex()) {
      assertThat(
              vertex
                  .async
                  .models
                  .embedContent("gemini-embedding-2-preview", "secret", null)
                  .join()
                  .embeddings()
                  .orElseThrow())
          .hasSize(1);
    }
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.operation.name", "embeddings")
        .containsEntry("gen_ai.embeddings.dimension.count", 4L)
        .containsEntry("gen_ai.usage.input_tokens", 5L)
        .containsEntry("gen_ai.prompt.0.role", "user")
        .allSatisfy((key, value) -> assertThat(value.toString()).doesNotContain("secret"));
  }

  @Test
  @SuppressWarnings("deprecation") // Still there, at the path in question.
  @DisplayName("Images that are predicted at the same path are no embeddings, and pass through")
  void images() {
    server.answer(200, "{\"predictions\":[]}");
    try (Client vertex = vertex()) {
      vertex.models.generateImages("imagen-4.0-generate-001", "A bird.", null);
    }
    assertThat(server.requests().get(0).path()).endsWith(":predict");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  private Client vertex() {
    return GeminiInstrumentation.create(parley)
        .instrument(Client.builder().apiKey("test").vertexAI(true).httpOptions(options(1)).build());
  }
}
