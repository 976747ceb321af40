package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RedactorTest {
  @Test
  @DisplayName("Without a redactor every text stands as it is")
  void none() {
    try (SpanRecorder spans = new SpanRecorder()) {
      assertThat(spans.parley().redactor().redact("gen_ai.prompt", "text")).isEqualTo("text");
    }
  }

  @Test
  @DisplayName("A redactor that fails leaks nothing and throws nothing")
  void failing() {
    try (SpanRecorder spans = new SpanRecorder(builder -> builder.redactor(RedactorTest::fail))) {
      Redactor redactor = spans.parley().redactor();
      assertThat(redactor.redact("throws", "secret")).isEqualTo("(redaction failed)");
      assertThat(redactor.redact("recurses", "secret")).isEqualTo("(redaction failed)");
      assertThat(redactor.redact("drops", "secret")).isNull();
    }
  }

  private static String fail(String key, String text) {
    return switch (key) {
      case "drops" -> null;
      case "recurses" -> fail(key, text) + text;
      default -> throw new IllegalStateException(text);
    };
  }
}
