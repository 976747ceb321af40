package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.errors.NotFoundException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.parley.instrumentation.testing.TestParley;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("MustBeClosedChecker") // A test closes late, or never, to see what comes of it.
class EmbeddingsTest extends OpenAiLoopback {

  private static final String ANSWER =
      """
      {"object":"list","model":"text-embedding-3-small",
       "data":[{"object":"embedding","index":0,"embedding":[0.015625,-0.25]}],
       "usage":{"prompt_tokens":8,"total_tokens":8}}
      """;

  @Test
  @DisplayName("OAI-15: an embedding's span has encoding format, dimensions, tokens, no vector")
  void span() throws Exception {
    server.answer(200, ANSWER).answer(200, ANSWER);
    EmbeddingCreateParams params =
        EmbeddingCreateParams.builder()
            .model("text-embedding-3-small")
            .inputOfArrayOfStrings(List.of("first text", "second text"))
            .dimensions(2)
            .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
            .build();
    CreateEmbeddingResponse answer = observed().embeddings().create(params);
    assertThat(answer.data().get(0).embedding()).containsExactly(0.015625f, -0.25f);
    assertSpan();
    exporter.reset();
    observed().async().embeddings().create(params).get(60, TimeUnit.SECONDS);
    assertSpan();
  }

  private void assertSpan() throws Exception {
    assertThat(onlySpan().getName()).isEqualTo("embeddings text-embedding-3-small");
    assertThat(onlySpan().getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.operation.name", "embeddings")
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.request.model", "text-embedding-3-small")
        .containsEntry("gen_ai.response.model", "text-embedding-3-small")
        .containsEntry("gen_ai.request.encoding_formats", List.of("float"))
        .containsEntry("gen_ai.embeddings.dimension.count", 2L)
        .containsEntry("gen_ai.usage.input_tokens", 8L)
        .containsEntry("gen_ai.prompt.0.role", "user")
        .containsEntry("gen_ai.prompt.1.content", "second text")
        .doesNotContainKey("gen_ai.output.messages")
        .allSatisfy(
            (key, value) -> assertThat(value.toString()).doesNotContain("0.015625", "-0.25"));
    assertThat(json(onlySpan(), "gen_ai.input.messages").at("/0/parts/0/content").asText())
        .isEqualTo("first text");
  }

  @Test
  @DisplayName("Without content an embedding tells roles alone; tokens are never text")
  void withoutText() {
    server.answer(200, ANSWER).answer(200, ANSWER);
    EmbeddingCreateParams.Builder params =
        EmbeddingCreateParams.builder().model("text-embedding-3-small");
    observed()
        .embeddings()
        .create(params.inputOfArrayOfTokenArrays(List.of(List.of(1L, 2L), List.of(3L))).build());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.prompt.1.role", "user")
        .doesNotContainKeys("gen_ai.prompt.0.content", "gen_ai.prompt.2.role")
        .doesNotContainKey("gen_ai.embeddings.dimension.count");
    exporter.reset();
    parley = TestParley.built(exporter, false);
    observed().embeddings().create(params.input("secret").build());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.prompt.0.role", "user")
        .allSatisfy((key, value) -> assertThat(value.toString()).doesNotContain("secret"));
  }

  @Test
  @DisplayName("A refused embedding is an error span; an answered one is measured with its tokens")
  void measured() {
    measured(Sampler.alwaysOn());
    server.answer(404, "{\"error\":{\"message\":\"no such model\"}}");
    EmbeddingCreateParams params =
        EmbeddingCreateParams.builder().model("text-embedding-3-small").input("text").build();
    assertThatThrownBy(() -> observed().embeddings().create(params))
        .isExactlyInstanceOf(NotFoundException.class);
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(metrics()).containsOnlyKeys("gen_ai.client.operation.duration");
    server.answer(200, ANSWER);
    observed().embeddings().create(params);
    assertThat(metrics())
        .containsOnlyKeys("gen_ai.client.operation.duration", "gen_ai.client.token.usage");
  }
}
