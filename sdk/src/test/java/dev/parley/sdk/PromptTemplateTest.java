package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTemplateTest {
  @ParameterizedTest
  @DisplayName("MH-04: the hash is the first 16 hex digits of the SHA-256 of the UTF-8 text")
  @CsvSource({
    "'Summarise {text} in {n} words.', 5b20eec4f7ca14a6",
    "'H\u00e9llo w\u00f6rld {x}', 31b508a1a6d3817c",
    "'', e3b0c44298fc1c14"
  })
  void hash(String template, String hash) {
    assertThat(PromptTemplate.of(template).hash()).isEqualTo(hash);
  }

  @Test
  @DisplayName("MH-04: text and hash are on the span; id and version only when given")
  void attributes() {
    try (SpanRecorder spans = new SpanRecorder()) {
      Span bare = spans.start("bare");
      GenAiSpan.of(bare).on(spans.parley()).prompt(PromptTemplate.of("")).end();
      Span full = spans.start("full");
      GenAiSpan.of(full)
          .on(spans.parley())
          .prompt(PromptTemplate.of("Summarise {text} in {n} words.").id("summary").version("3"))
          .end();

      assertThat(spans.attributes("bare"))
          .isEqualTo(
              Map.of("gen_ai.prompt.template", "", "gen_ai.prompt.hash", "e3b0c44298fc1c14"));
      assertThat(spans.attributes("full"))
          .isEqualTo(
              Map.of(
                  "gen_ai.prompt.template", "Summarise {text} in {n} words.",
                  "gen_ai.prompt.hash", "5b20eec4f7ca14a6",
                  "gen_ai.prompt.template_id", "summary",
                  "gen_ai.prompt.name", "summary",
                  "gen_ai.prompt.version", "3"));
    }
  }
}
