package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.types.GenerateContentResponse;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The real client, against a loopback server. */
class GeminiInstrumentationTest extends GeminiLoopback {

  @Test
  @DisplayName("XP-02: a generated answer is a CLIENT span with operation, provider and usage")
  void span() {
    server.answer(200, ANSWER);

    GenerateContentResponse response = observed().models.generateContent(FLASH, "Hi.", null);

    assertThat(response.text()).isEqualTo("Hello.");
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("generate_content gemini-2.5-flash");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(attributes(span))
        .containsEntry("gen_ai.operation.name", "generate_content")
        .containsEntry("gen_ai.provider.name", "gcp.gemini")
        .containsEntry("gen_ai.system", "gcp.gemini")
        .containsEntry("gen_ai.request.model", FLASH)
        .containsEntry("gen_ai.response.model", FLASH)
        .containsEntry("gen_ai.response.id", "r-1")
        .containsEntry("gen_ai.response.finish_reasons", List.of("STOP"))
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 1024L)
        .containsEntry("gen_ai.usage.output_tokens", 164L)
        .containsEntry("gen_ai.usage.reasoning.output_tokens", 64L)
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.prompt.0.content", "Hi.")
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", (long) server.port())
        .doesNotContainKeys("http.request.resend_count", "gen_ai.request.stream");
  }
}
